"""What messages are, by rules alone: sixty that the rules were made on, forty that they were not,
sixty as mail programs write them, and those that are easily misread.
"""

from datetime import date

from tests.fixtures.rows import each_row
from tests.services.sequences.replies import fresh_automatic, fresh_stops
from tests.services.sequences.replies.as_written import away, left, person, program
from tests.services.sequences.replies.days import DAYS
from tests.services.sequences.replies.doubtful import DOUBTFUL
from tests.services.sequences.replies.fresh import FRESH
from tests.services.sequences.replies.fresh_eighth_more import EIGHTH
from tests.services.sequences.replies.fresh_eighty import EIGHTY
from tests.services.sequences.replies.fresh_eleventh import ELEVENTH
from tests.services.sequences.replies.fresh_fifth import FIFTH
from tests.services.sequences.replies.fresh_fourth import FOURTH
from tests.services.sequences.replies.fresh_hundred import HUNDRED
from tests.services.sequences.replies.fresh_hundred_twenty_more import HUNDRED_TWENTY
from tests.services.sequences.replies.fresh_last import LAST
from tests.services.sequences.replies.fresh_later import LATER
from tests.services.sequences.replies.fresh_ninth_more import NINTH
from tests.services.sequences.replies.fresh_other_scenes_more import OTHER_SCENES
from tests.services.sequences.replies.fresh_peers import PEERS
from tests.services.sequences.replies.fresh_seventh import SEVENTH
from tests.services.sequences.replies.fresh_sixth_more import SIXTH
from tests.services.sequences.replies.fresh_sixty import SIXTY
from tests.services.sequences.replies.fresh_tenth_more import TENTH
from tests.services.sequences.replies.fresh_third import THIRD
from tests.services.sequences.replies.fresh_wishes import WISHES
from tests.services.sequences.replies.held_out import HELD_OUT
from tests.services.sequences.replies.mail_programs import PEOPLE, STOPS
from tests.services.sequences.replies.mail_servers import AWAY, GONE, SERVERS
from tests.services.sequences.replies.messages import CASES, OWN, Case
from tests.services.sequences.replies.misread_elsewhere import MISREAD
from tests.services.sequences.replies.no_departures import NO_DEPARTURES
from tests.services.sequences.replies.no_stops import NO_STOPS
from tests.services.sequences.replies.short_texts import SHORT
from tests.services.sequences.replies.without_wish import WITHOUT_WISH
from yardflow.models import ReplyKind
from yardflow.services.sequences.replies import Verdict, judge, of_raw, reading_of


def verdict_of(case: Case) -> Verdict:
    mail = of_raw(case.content(), envelope_from=case.return_path)
    return judge(reading_of(mail), {OWN}, case.received)


def wrong(case: Case) -> str:
    """What the rules say otherwise of a message; empty if nothing."""
    verdict = verdict_of(case)
    address = verdict.successor.address if verdict.successor else ""
    found = (verdict.kind, verdict.until, verdict.bounce, verdict.unsure)
    expected = (case.kind, case.until, case.bounce, case.unsure)
    if found != expected or (case.successor and address != case.successor):
        return f"{found} {address}, not {expected} {case.successor}: {verdict.said!r}"
    return ""


@each_row("case", CASES)
def test_each_of_the_sixty_is_what_it_is(case: Case):
    assert wrong(case) == ""


@each_row("case", (*PEOPLE, *STOPS, *AWAY, *GONE, *SERVERS))
def test_whatever_program_wrote_it_each_is_what_it_is(case: Case):
    assert wrong(case) == ""


@each_row("case", SHORT)
def test_short_texts_are_what_they_are_in_every_language(case: Case):
    assert wrong(case) == ""


@each_row("case", (*DOUBTFUL, *DAYS))
def test_what_is_easily_misread_is_what_it_is(case: Case):
    assert wrong(case) == ""


@each_row("case", (*FRESH, *LATER, *LAST, *HUNDRED, *EIGHTY, *SIXTY))
def test_what_was_written_down_beforehand_is_what_it_is(case: Case):
    assert wrong(case) == ""


@each_row("case", (*HUNDRED_TWENTY, *OTHER_SCENES, *THIRD, *FOURTH, *FIFTH, *SIXTH, *SEVENTH))
def test_so_is_what_was_written_down_after_those(case: Case):
    assert wrong(case) == ""


@each_row("case", (*EIGHTH, *NINTH, *TENTH, *ELEVENTH, *WISHES, *PEERS, *MISREAD))
def test_so_is_what_people_nobody_saw_before_write(case: Case):
    assert wrong(case) == ""


@each_row("text", fresh_stops.STOPS)
def test_a_short_wish_is_a_stop(text: str):
    assert verdict_of(person(text)).kind == ReplyKind.STOP


@each_row("text", fresh_stops.DOUBTED)
def test_a_wish_in_words_of_its_own_is_read_by_a_person(text: str):
    verdict = verdict_of(person(text))
    assert (verdict.kind, verdict.unsure) == (ReplyKind.HUMAN, True)


@each_row(("text", "day"), fresh_automatic.AWAY)
def test_an_absence_lasts_until_the_day_that_it_names(text: str, day: date | None):
    assert wrong(away(text, day)) == ""


@each_row("text", fresh_automatic.LEFT)
def test_who_is_no_longer_there_has_left(text: str):
    assert verdict_of(left(text)).kind == ReplyKind.LEFT


@each_row("text", fresh_automatic.RECEIVED)
def test_a_receipt_is_neither_an_absence_nor_a_departure(text: str):
    case = program(ReplyKind.ACKNOWLEDGEMENT, text, "Re: your message")
    assert verdict_of(case).kind == ReplyKind.ACKNOWLEDGEMENT


@each_row("text", fresh_automatic.PEOPLE)
def test_what_a_person_writes_is_a_person_s(text: str):
    assert verdict_of(person(text)).kind == ReplyKind.HUMAN


def test_of_those_that_no_rule_was_made_on_nearly_all_are_right_and_no_stop_is_missed():
    failures = {case.name: problem for case in HELD_OUT if (problem := wrong(case))}
    assert len(failures) <= len(HELD_OUT) * 0.05, failures
    for case in HELD_OUT:
        verdict = verdict_of(case)
        may_stop = verdict.kind == ReplyKind.STOP or verdict.unsure
        assert may_stop if case.kind == ReplyKind.STOP else verdict.kind != ReplyKind.STOP


@each_row("text", (*NO_STOPS, *WITHOUT_WISH))
def test_the_words_of_a_stop_without_its_wish_are_none(text: str):
    assert verdict_of(person(text)).kind != ReplyKind.STOP


@each_row("text", NO_DEPARTURES)
def test_the_words_of_someone_who_left_are_none_where_no_one_did(text: str):
    case = program(ReplyKind.ACKNOWLEDGEMENT, text, "Automatic reply: The yard map")
    assert verdict_of(case).kind != ReplyKind.LEFT
