"""What a message is, by rules: headers first, then its subject, then how it begins.

Only what the writer wrote themselves is read. Whoever has written a few words that ask for nothing
but to stop is taken at their word; whatever is longer, or doubtful, a person reads.
https://www.rfc-editor.org/rfc/rfc3834
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from yardflow.models.message import Bounce
from yardflow.models.reply import ReplyKind
from yardflow.services.sequences.replies.clauses import asks, clauses
from yardflow.services.sequences.replies.composed import asks_for_proof, says_absent, says_gone
from yardflow.services.sequences.replies.mail import Mail
from yardflow.services.sequences.replies.named_dates import away_until, names_end
from yardflow.services.sequences.replies.phrases import Tokens, phrases, tokens
from yardflow.services.sequences.replies.readings import (
    OPENING,
    Reading,
    evidence_of,
    names_absence,
    submitted,
)
from yardflow.services.sequences.replies.reports import STATUS, Report, Reported, ids_in
from yardflow.services.sequences.replies.successors import ADDRESS, Successor, successor_of
from yardflow.services.sequences.replies.wishes import Wish, wish_of

_DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "mdaemon")
_LISTS = ("list-id", "list-post")
_SAID = (("bounce_full", "5.2.2"), ("bounce_unknown", "5.1.1"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message is. ``until`` is the day that an absence lasts to, where one is named.
    ``unsure``: a person wrote it, and may want no more emails. ``said`` is what the rules read, and
    ``returned`` are the ids of messages that it reports about.
    """

    kind: ReplyKind
    said: str = ""
    until: date | None = None
    successor: Successor | None = None
    bounce: Bounce | None = None
    unsure: bool = False
    returned: tuple[str, ...] = ()


def judge(reading: Reading, own: Collection[str], received: date) -> Verdict:
    """What a message is that came in on this day; ``own`` are addresses that we send from."""
    mail, said = reading.mail, reading.written
    if mail.sender in own:
        return Verdict(ReplyKind.OWN, said)
    report = mail.report or _informal_report(reading)
    if report is not None:
        return _reported(report, said)
    if _is_list(mail):
        return Verdict(ReplyKind.LIST, said)
    if _is_challenge(reading):
        return Verdict(ReplyKind.CHALLENGE, said)
    if _unsubscribes(reading):
        return Verdict(ReplyKind.STOP, said or mail.subject)
    automatic = _automatic(reading, received)
    return automatic or _by_a_person(reading)


def _reported(report: Report, said: str) -> Verdict:
    if report.what is Reported.FAILED:
        bounce, returned = report.bounce, report.message_ids
        return Verdict(ReplyKind.BOUNCE, said, bounce=bounce, returned=returned)
    return Verdict(ReplyKind.ACKNOWLEDGEMENT, said, returned=report.message_ids)


def _informal_report(reading: Reading) -> Report | None:
    """A report that is only a text, as old servers write it."""
    local = reading.mail.sender.partition("@")[0]
    from_daemon = local in _DAEMONS or local.startswith("mailer-daemon")
    names_failure = phrases("bounce_subject").are_in(reading.subject)
    if not from_daemon and not (names_failure and reading.mail.return_path == ""):
        return None
    text = reading.mail.text[:20_000]
    status = _status_in(text)
    if phrases("delayed").are_in(reading.subject) or (
        not status and phrases("delayed").are_in(reading.opening)
    ):
        return Report(Reported.DELAYED)
    if not names_failure and not phrases("bounce").are_in(tokens(text)):
        return Report(Reported.OTHER)
    addresses = ADDRESS.findall(text)
    recipient = addresses[0].lower() if addresses else ""
    ids = tuple(ids_in(reading.mail.text))
    return Report(Reported.FAILED, status, recipient, ids)


def _status_in(text: str) -> str:
    """The status by what a server said in words: its number is often a rule's (``5.7.1 No such
    user``), or has no detail. "" where it said nothing of it.
    """
    words = tokens(text)
    for section, status in _SAID:
        if phrases(section).are_in(words):
            return status
    match = STATUS.search(text)
    return match[0] if match else ""


def _is_list(mail: Mail) -> bool:
    headers = mail.headers
    if submitted(mail) == "auto-replied":
        return False
    if any(name in headers for name in _LISTS) or headers.get("precedence", "").lower() == "list":
        return True
    is_bulk = headers.get("precedence", "").lower() in ("bulk", "junk")
    answers = bool(mail.references)
    return "list-unsubscribe" in headers and (is_bulk or not answers)


def _is_challenge(reading: Reading) -> bool:
    in_subject = phrases("challenge_subject").longest(reading.subject) > 0
    has_link = "http://" in reading.text[:4_000] or "https://" in reading.text[:4_000]
    if not has_link or not (in_subject or evidence_of(reading) > 0):
        return False
    return phrases("challenge").are_in(reading.opening) or asks_for_proof(reading.opening)


def _unsubscribes(reading: Reading) -> bool:
    """Whether a mail program wrote it because someone pressed its button to unsubscribe."""
    by_program = evidence_of(reading) == 2 or phrases("automatic").are_in(reading.opening)
    subject = () if reading.answers else reading.subject
    return by_program and wish_of(reading.mail, "", subject) == Wish.STOP


def _automatic(reading: Reading, received: date) -> Verdict | None:
    evidence = evidence_of(reading)
    if evidence == 0 and asks(reading.written):
        return None
    if _says_left(reading, evidence) and _has_left(reading, evidence):
        successor = successor_of(reading, is_any=evidence == 2)
        return Verdict(ReplyKind.LEFT, reading.written, successor=successor)
    if _is_away(reading, evidence, received):
        return Verdict(
            ReplyKind.OUT_OF_OFFICE,
            reading.written,
            until=away_until(_dated(reading), reading.written, received),
            successor=successor_of(reading, is_any=evidence == 2),
        )
    if evidence == 2 or (evidence and _confirms(reading)) or _is_receipt(reading):
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, reading.written)
    return None


def _says_left(reading: Reading, evidence: int) -> bool:
    """Also with the company's name, and since when, amid the words; who left a room comes back."""
    if phrases("left_room").are_in(reading.opening) or _works_part_time(reading.opening):
        return False
    company = _company(reading)
    opening = [word for word in reading.opening if word != company and not word.isdigit()]
    if evidence == 2 and _says_gone(reading):
        return True
    return any(
        phrases("left").are_in(words) for words in (reading.opening, opening, reading.subject)
    )


def _works_part_time(words: Tokens) -> bool:
    """Whether days of the week are named, and no date: ``I no longer work Fridays``."""
    ends = [end for _, end in phrases("part_days").find(words)]
    return any(end == len(words) or not words[end][0].isdigit() for end in ends)


def _says_gone(reading: Reading) -> bool:
    """Whether a clause says it, where the company's name is one of a company."""
    name = _company(reading)
    return any(
        says_gone(["company" if word == name else word for word in words])
        for words in clauses(reading.written[:OPENING])
    )


def _company(reading: Reading) -> str:
    return reading.mail.sender.partition("@")[2].partition(".")[0]


def _has_left(reading: Reading, evidence: int) -> bool:
    """Whether it is the writer who left, and not someone who lives on in another team. Without
    proof that a program wrote it, they have to be named, or their company where there are signs.
    """
    if evidence == 2:
        return True
    first = tokens(_first_sentences(reading.written))
    if not phrases("left").are_in(first) or successor_of(reading) is None:
        return False
    if evidence and _company(reading) in tokens(
        ADDRESS.sub(" ", _first_sentences(reading.written))
    ):
        return True
    named = any(len(word) > 2 and word in first for word in tokens(reading.mail.sender_name))
    return named and not _speaks(reading)


def _speaks(reading: Reading) -> bool:
    """Whether someone speaks of themselves."""
    return phrases("first_person").are_in(tokens(reading.written))


def _is_away(reading: Reading, evidence: int, received: date) -> bool:
    away = phrases("office").are_in(reading.opening) or names_absence(reading)
    more = phrases("office_more").are_in(reading.words)
    if evidence == 2 and not away:
        busy = more or phrases("busy").are_in(reading.opening)
        lasts = names_end(_dated(reading), reading.written, received)
        absent = any(map(says_absent, clauses(reading.written[:OPENING])))
        until = away_until(_dated(reading), reading.written, received)
        speaks = (busy or absent or until is not None) and _speaks(reading)
        return not _is_ticket(reading) and (lasts or speaks)
    named = evidence > 0 and names_absence(reading)
    # No program quotes what it answers without saying what it is.
    unnamed = more and _begins(reading, "office") and not reading.quoted
    return away and (evidence == 2 or named or unnamed)


def _dated(reading: Reading) -> str:
    """Where the day is looked for."""
    return f"{reading.mail.subject}\n\n{reading.text}"


def _confirms(reading: Reading) -> bool:
    """Whether the text itself says that a program wrote it."""
    if phrases("automatic").are_in(reading.opening):
        return True
    confirms = phrases("received").are_in(reading.opening) and _has_number(reading)
    return confirms and not _speaks(reading)


def _is_receipt(reading: Reading) -> bool:
    """Whether no one but a program writes so: that something came in, and into which queue."""
    sections = ("received", "queue", "ticket")
    is_all = all(phrases(section).are_in(reading.opening) for section in sections)
    return is_all and not _speaks(reading) and not reading.quoted


def _is_ticket(reading: Reading) -> bool:
    """Whether a request is taken into a queue."""
    return phrases("queue").are_in(reading.opening) or _has_number(reading)


def _has_number(reading: Reading) -> bool:
    """Whether it has the number of a ticket."""
    words = (*reading.subject, *reading.opening)
    numbered = any(sum(map(str.isdigit, word)) > 1 for word in words)
    named = phrases("ticket")
    return numbered and (named.are_in(reading.subject) or named.are_in(reading.opening))


def _begins(reading: Reading, section: str) -> bool:
    """Whether the first sentences have such a phrase."""
    return phrases(section).are_in(tokens(_first_sentences(reading.written)))


def _first_sentences(text: str) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    if lines and len(tokens(lines[0])) <= 6 and not lines[0].rstrip().endswith("."):
        lines = lines[1:]
    return " ".join(lines)[:160]


def _by_a_person(reading: Reading) -> Verdict:
    subject = () if reading.answers else reading.subject
    wish = wish_of(reading.mail, reading.written, subject)
    if wish == Wish.STOP:
        said = reading.written or reading.mail.subject
        return Verdict(ReplyKind.STOP, said)
    # Who moved to another task may name who follows.
    successor = successor_of(reading) if _says_left(reading, 0) else None
    return Verdict(
        ReplyKind.HUMAN, reading.written, successor=successor, unsure=wish == Wish.UNSURE
    )
