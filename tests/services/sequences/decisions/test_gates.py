"""Every gate before an email: when it is closed, and when it opens."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.fixtures.decisions import (
    ALWAYS,
    BERLIN,
    EMAIL,
    NOW,
    SENDER,
    SHOW,
    decision,
    local,
    opens,
    waits_until,
)
from tests.fixtures.rows import each_row
from yardflow.services.sequences.decisions.facts import (
    EmailFacts,
    EmailState,
    Hold,
    HoldLevel,
    Policy,
    ShowFacts,
)
from yardflow.services.sequences.decisions.outcomes import (
    Branch,
    Exit,
    Gate,
    Reason,
    Send,
    Skip,
    Wait,
    Why,
)
from yardflow.services.sequences.decisions.sender_limits import DailyCaps
from yardflow.services.sequences.decisions.wording import reason_words
from yardflow.services.sequences.definitions import steps
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Duration,
    Late,
    Schedule,
    ShowMoment,
    Unit,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAIT = steps.Wait("wait", Duration(1, Unit.MINUTES), next="then")
TODAY = date(2027, 3, 9)
MIDNIGHT = local("2027-03-10 00:00")


def test_where_all_is_open_the_email_goes_out():
    assert decision() == Send("then")


def test_a_lawful_basis_has_to_be_recorded_only_where_the_workplace_says_so():
    strict = Policy(lawful_bases=frozenset({"Consent"}))
    assert decision() == decision(lawful_basis="Contract") == Send("then")
    assert decision(policy=strict, lawful_basis="Consent") == Send("then")
    for basis in ("", "Legitimate interest", "No basis"):
        assert opens(decision(policy=strict, lawful_basis=basis)) == {Gate.NO_LAWFUL_BASIS: None}


def test_each_gate_alone_keeps_an_email_until_it_opens():
    spent = replace(SENDER, sent_on={TODAY: 50})
    table = [
        (Gate.NO_ADDRESS, None, {"address": None}),
        (Gate.NO_ADDRESS, None, {"address": ""}),
        (Gate.NO_LAWFUL_BASIS, None, {"lawful_basis": "No basis"}),
        (Gate.NO_VALUE, None, {"missing": ("contact.first_name",)}),
        (Gate.NO_TIME_ZONE, None, {"zone": None}),
        (Gate.NO_SENDER, None, {"sender": None}),
        (Gate.SENDER_PAUSED, None, {"sender": replace(SENDER, paused="bounces of 6%")}),
        (Gate.EXCLUDED, None, {"excluded": "customer"}),
        (Gate.OPEN_DEAL, None, {"open_deal": "Booked at MODEX"}),
        (Gate.SENDER_LIMIT, MIDNIGHT, {"sender": spent}),
        (Gate.SENDER_PACE, NOW + HOUR, {"sender": replace(SENDER, next_at=NOW + HOUR)}),
        (Gate.PERSON_LIMIT, NOW + DAY, {"person_sent_at": (NOW - 6 * DAY, NOW - HOUR)}),
        (Gate.DOMAIN_LIMIT, datetime(2027, 3, 10, tzinfo=UTC), {"domain_sent_on": {TODAY: 3}}),
        (
            Gate.ACCOUNT_LIMIT,
            NOW + 23 * HOUR,
            {"first_touch": True, "account_touched_at": (NOW - HOUR,)},
        ),
        *(
            (Gate(f"{level}_held"), until, {"holds": (Hold(level, "later", until),)})
            for level in HoldLevel
            for until in (None, NOW + HOUR)
        ),
    ]
    policy = Policy(domain_per_day=3)
    for gate, opens_at, facts in table:
        outcome = decision(schedule=ALWAYS, policy=policy, **facts)
        assert opens(outcome) == {gate: opens_at}, gate
        assert waits_until(outcome, opens_at), gate


def test_all_closed_gates_are_reported_at_once():
    outcome = decision(
        now=local("2027-03-13 10:00"),
        address=None,
        missing=("contact.first_name", "event.booth"),
        holds=(Hold(HoldLevel.ACCOUNT, "A"), Hold(HoldLevel.ACCOUNT, "B", NOW + 30 * DAY)),
        sender=replace(SENDER, sent_on={date(2027, 3, 13): 50}),
    )
    assert isinstance(outcome, Wait) and outcome.until is None
    assert outcome.reasons == (
        Reason(Gate.ACCOUNT_HELD, None, "A"),
        Reason(Gate.ACCOUNT_HELD, NOW + 30 * DAY, "B"),
        Reason(Gate.NO_ADDRESS),
        Reason(Gate.NO_VALUE, None, "contact.first_name, event.booth"),
        Reason(Gate.SENDER_LIMIT, local("2027-03-14 00:00"), "50"),
        Reason(Gate.SENDING_HOURS, local("2027-03-15 09:00")),
    )


def test_the_end_of_a_wait_is_when_all_gates_are_open_at_once():
    """The sender's limit ends at midnight in the contact's night before a holiday."""
    friday = local("2027-05-28 16:00")
    outcome = decision(
        now=friday, country="US", sender=replace(SENDER, sent_on={date(2027, 5, 28): 50})
    )
    assert opens(outcome)[Gate.SENDER_LIMIT] == local("2027-05-29 00:00")
    # Monday is Memorial Day.
    assert waits_until(outcome, local("2027-06-01 09:00"))
    assert opens(outcome)[Gate.SENDING_HOURS] == local("2027-06-01 09:00")


def test_a_pace_that_ends_after_hours_is_the_next_morning():
    late = local("2027-03-09 16:59")
    outcome = decision(now=late, sender=replace(SENDER, next_at=late + timedelta(minutes=2)))
    assert waits_until(outcome, local("2027-03-10 09:00"))
    assert set(opens(outcome)) == {Gate.SENDER_PACE, Gate.SENDING_HOURS}


def test_a_gate_that_closes_again_says_when_it_opens_for_good():
    """The hold ends on a Saturday, too."""
    saturday = local("2027-03-13 10:00")
    held = (Hold(HoldLevel.CONTACT, "on leave", saturday + 7 * DAY),)
    outcome = decision(now=saturday, holds=held)
    assert opens(outcome)[Gate.SENDING_HOURS] == local("2027-03-22 09:00")
    assert waits_until(outcome, local("2027-03-22 09:00"))


def test_at_the_very_moment_that_a_pace_ends_the_email_goes_out():
    assert decision(sender=replace(SENDER, next_at=NOW)) == Send("then")


def test_a_sender_in_another_zone_has_its_own_day():
    """In Auckland it is Wednesday already, so Tuesday's emails don't count."""
    auckland = replace(SENDER, zone=ZoneInfo("Pacific/Auckland"), sent_on={TODAY: 50})
    assert decision(sender=auckland) == Send("then")
    spent = replace(auckland, sent_on={date(2027, 3, 10): 50})
    until = opens(decision(sender=spent))[Gate.SENDER_LIMIT]
    assert until == local("2027-03-11 00:00", ZoneInfo("Pacific/Auckland"))


def test_a_warm_up_lets_more_out_each_day_and_never_more_than_the_most():
    caps = DailyCaps(most=40, began=TODAY, first=10, step=15)
    days = [TODAY + n * DAY for n in (-1, 0, 1, 2, 3)]
    assert [caps.on(day) for day in days] == [10, 10, 25, 40, 40]
    warming = replace(SENDER, caps=caps, sent_on={TODAY: 10, date(2027, 3, 10): 25})
    until = opens(decision(schedule=ALWAYS, sender=warming))[Gate.SENDER_LIMIT]
    assert until == local("2027-03-11 00:00")


def test_a_limit_of_none_never_opens():
    nothing = replace(SENDER, caps=DailyCaps(0))
    assert opens(decision(sender=nothing)) == {Gate.SENDER_LIMIT: None}
    assert opens(decision(policy=Policy(person_per_week=0))) == {Gate.PERSON_LIMIT: None}
    never = Schedule(weekdays=frozenset())
    assert opens(decision(schedule=never)) == {Gate.SENDING_HOURS: None}


def test_the_week_of_a_person_rolls():
    sent = (NOW - 7 * DAY, NOW - 3 * DAY, NOW - 2 * DAY, NOW - DAY)
    policy = Policy(person_per_week=2)
    outcome = decision(schedule=ALWAYS, policy=policy, person_sent_at=sent[::-1])
    # One more has left the seven days by now; of three two have to.
    assert waits_until(outcome, sent[2] + 7 * DAY)
    assert decision(policy=policy, person_sent_at=sent[:2]) == Send("then")


def test_an_account_is_touched_first_so_often_a_day():
    touched = {"first_touch": True, "account_touched_at": (NOW - 2 * HOUR, NOW - 20 * HOUR)}
    assert opens(decision(schedule=ALWAYS, **touched)) == {Gate.ACCOUNT_LIMIT: NOW + 22 * HOUR}
    assert decision(policy=Policy(first_touches_per_account_per_day=3), **touched) == Send("then")
    assert decision(policy=Policy(first_touches_per_account_per_day=None), **touched) == Send(
        "then"
    )
    assert decision(first_touch=True, account_touched_at=(NOW - DAY,)) == Send("then")
    assert decision(first_touch=False, account_touched_at=(NOW - HOUR,)) == Send("then")


@each_row(
    ("touched", "zone", "opens_at"),
    [
        # In New York the clock goes forward on March 14, 2027, and back on November 7.
        ("2027-03-13 16:00", "America/New_York", "2027-03-14 17:00"),
        ("2027-11-06 16:00", "America/New_York", "2027-11-07 15:00"),
        ("2027-03-10 23:50", "America/New_York", "2027-03-11 23:50"),
        # In Tokyo it is another day an hour after.
        ("2027-03-10 23:30", "Asia/Tokyo", "2027-03-11 23:30"),
        ("2027-03-10 16:00", "Pacific/Kiritimati", "2027-03-11 16:00"),
    ],
)
def test_first_emails_at_an_account_are_24_hours_apart_wherever_colleagues_are(
    touched, zone, opens_at
):
    at = datetime.fromisoformat(touched).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    free = datetime.fromisoformat(opens_at).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert free - at == timedelta(days=1)
    colleague = {"first_touch": True, "account_touched_at": (at,), "schedule": ALWAYS}
    for elsewhere in (ZoneInfo(zone), ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Los_Angeles")):
        early = decision(now=free - timedelta(seconds=1), zone=elsewhere, **colleague)
        assert opens(early) == {Gate.ACCOUNT_LIMIT: free}
        assert decision(now=free, zone=elsewhere, **colleague) == Send("then")


def test_over_a_weekend_a_colleague_gets_theirs_in_the_next_sending_hours():
    friday = local("2027-03-12 15:30")
    outcome = decision(now=friday + HOUR, first_touch=True, account_touched_at=(friday,))
    assert waits_until(outcome, local("2027-03-15 09:00"))


def test_sending_hours_are_the_contacts():
    table = [
        ("2027-03-09 08:59", "2027-03-09 09:00"),
        ("2027-03-09 09:00", None),
        ("2027-03-09 16:59", None),
        ("2027-03-09 17:00", "2027-03-10 09:00"),
        ("2027-03-12 17:00", "2027-03-15 09:00"),  # over a weekend, in which clocks change
        ("2027-12-31 17:00", "2028-01-03 09:00"),  # over the end of a year
        ("2028-02-28 17:00", "2028-02-29 09:00"),
    ]
    zones = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu")
    for zone in map(ZoneInfo, (*zones, "Asia/Tokyo", "America/Phoenix")):
        for now, opening in table:
            outcome = decision(now=local(now, zone), zone=zone)
            if opening is None:
                assert outcome == Send("then"), (zone, now)
            else:
                assert waits_until(outcome, local(opening, zone)), (zone, now)


def test_hours_that_pass_midnight_belong_to_the_day_they_begin_on():
    friday_night = Schedule(frozenset({4}), steps.time(22), steps.time(2))
    assert decision(now=local("2027-03-13 01:59"), schedule=friday_night) == Send("then")
    for closed in ("2027-03-12 01:00", "2027-03-13 02:00", "2027-03-13 22:00"):
        assert isinstance(decision(now=local(closed), schedule=friday_night), Wait), closed


def test_a_public_holiday_is_named_and_may_be_ignored():
    outcome = decision(now=local("2027-11-25 10:00"), country="US")
    assert isinstance(outcome, Wait)
    assert outcome.reasons == (Reason(Gate.HOLIDAY, local("2027-11-26 09:00"), "Thanksgiving Day"),)
    for others in ({"country": "DE"}, {"country": ""}, {"country": "XX"}):
        assert decision(now=local("2027-11-25 10:00"), **others) == Send("then")
    sunday = decision(now=local("2027-07-04 10:00"), country="US")
    assert opens(sunday) == {Gate.SENDING_HOURS: local("2027-07-06 09:00")}
    ignoring = Schedule(skip_holidays=False)
    assert decision(now=local("2027-11-25 10:00"), schedule=ignoring, country="US") == Send("then")


def test_while_the_hall_is_open_nothing_goes_out_that_must_not():
    quiet = replace(EMAIL, outside_hall_hours=True)
    table = [
        ("2027-03-09 08:59", None),
        ("2027-03-09 09:00", "2027-03-09 18:00"),
        ("2027-03-11 17:59", "2027-03-11 18:00"),
        ("2027-03-11 18:00", None),
        ("2027-03-12 12:00", None),
    ]
    for now, opening in table:
        outcome = decision(quiet, local(now, BERLIN), schedule=ALWAYS)
        if opening is None:
            assert outcome == Send("then"), now
        else:
            assert opens(outcome) == {Gate.HALL_HOURS: local(opening, BERLIN)}, now
    unknown = replace(SHOW, hall_opens=None, hall_closes=None)
    outcome = decision(quiet, local("2027-03-10 03:00", BERLIN), schedule=ALWAYS, show=unknown)
    assert waits_until(outcome, local("2027-03-12 00:00", BERLIN))
    assert decision(quiet, show=None) == Send("then")
    assert reason_words(outcome.reasons[0]) == (
        "This email goes out only outside hall hours: all day, as the event doesn't say when the "
        "hall is open."
    )
    party = replace(SHOW, hall_opens=steps.time(22), hall_closes=steps.time(2))
    outcome = decision(quiet, local("2027-03-12 01:00", BERLIN), schedule=ALWAYS, show=party)
    assert waits_until(outcome, local("2027-03-12 02:00", BERLIN))


def test_a_day_of_the_event_can_have_other_hall_hours_or_none_also_where_clocks_change():
    quiet = replace(EMAIL, outside_hall_hours=True)
    days = {date(2027, 3, 10): None, date(2027, 3, 11): (time(10), time(0))}
    show = replace(SHOW, hall_days=days, place="Berlin")
    table = [
        ("2027-03-10 12:00", None, ""),
        ("2027-03-11 09:59", None, ""),
        ("2027-03-11 23:59", "2027-03-12 00:00", "10:00 AM–12:00 AM in Berlin"),
        ("2027-03-12 00:00", None, ""),
        ("2027-03-09 12:00", "2027-03-09 18:00", "9:00 AM–6:00 PM in Berlin"),
    ]
    for now, opening, hours in table:
        outcome = decision(quiet, local(now, BERLIN), schedule=ALWAYS, show=show)
        if opening is None:
            assert outcome == Send("then"), now
        else:
            assert isinstance(outcome, Wait)
            assert outcome.reasons == (Reason(Gate.HALL_HOURS, local(opening, BERLIN), hours),), now
    # In the night of March 28 clocks skip from 2 to 3.
    night = ShowFacts(date(2027, 3, 27), date(2027, 3, 28), BERLIN, time(1), time(2, 30))
    outcome = decision(quiet, local("2027-03-28 01:30", BERLIN), schedule=ALWAYS, show=night)
    assert opens(outcome) == {Gate.HALL_HOURS: datetime(2027, 3, 28, 1, tzinfo=UTC)}
    assert reason_words(outcome.reasons[0]).endswith(": 1:00 AM–2:30 AM at the venue.")


def test_a_hold_keeps_a_person_at_any_step_and_a_senders_or_the_providers_only_emails():
    for level in HoldLevel:
        holds = (Hold(level, "later", NOW + HOUR),)
        of_emails = level in (HoldLevel.SENDER, HoldLevel.PROVIDER)
        assert isinstance(decision(WAIT, holds=holds), Wait) != of_emails, level
        assert isinstance(decision(holds=holds), Wait), level
    assert waits_until(decision(WAIT, excluded="hands off"), None)
    long = replace(WAIT, until=Duration(3, Unit.DAYS))
    outcome = decision(long, since=NOW, holds=(Hold(HoldLevel.CONTACT, "on leave", NOW + 9 * DAY),))
    assert waits_until(outcome, NOW + 9 * DAY)
    assert opens(outcome)[Gate.WAIT] == local("2027-03-12 10:00")


def test_a_hold_that_has_ended_holds_nothing():
    for until in (NOW, NOW - HOUR):
        assert decision(holds=(Hold(HoldLevel.CONTACT, "on leave", until),)) == Send("then")


def test_who_is_suppressed_leaves_at_any_step_and_before_anything_else():
    for step in (EMAIL, WAIT, steps.Exit("exit", "bye")):
        outcome = decision(step, suppressed="unsubscribed", excluded="customer", address_sent=True)
        assert outcome == Exit(Why.SUPPRESSED, "unsubscribed"), step


def test_an_address_gets_a_step_once_whoever_has_it():
    assert decision(address_sent=True) == Skip(Why.ADDRESS_SENT, "then")


def test_see_you_today_at_2210_never_leaves_on_friday():
    """Day 2 of the show at 18:00, in Berlin, was on Wednesday."""
    booth = replace(EMAIL, not_after=ShowMoment(Anchor.FIRST_DAY, 1, steps.time(18)))
    end = local("2027-03-10 18:00", BERLIN)
    assert decision(booth, end - timedelta(seconds=1)) == Send("then")
    for late in (end, end + DAY, end + 2 * DAY, local("2027-03-12 10:00")):
        outcome = decision(booth, late)
        assert isinstance(outcome, Skip) and outcome.why is Why.LATE, late
    outcome = decision(booth, local("2027-03-09 17:30"))
    # Wednesday from 09:00 in New York is early enough, 13:00 is not.
    assert waits_until(outcome, local("2027-03-10 09:00"))
    held = (Hold(HoldLevel.CONTACT, "on leave", local("2027-03-10 13:00")),)
    skipped = decision(booth, holds=held)
    assert isinstance(skipped, Skip) and skipped.why is Why.LATE
    assert [reason.gate for reason in skipped.reasons] == [Gate.CONTACT_HELD]
    assert waits_until(decision(replace(booth, late=Late.SEND), holds=held), held[0].until)
    assert decision(replace(booth, late=Late.SEND), local("2027-03-12 10:00")) == Send(
        "then", late=True
    )


def test_what_only_a_change_opens_is_looked_at_again_when_it_becomes_late():
    end = NOW + 3 * HOUR
    booth = replace(EMAIL, not_after=end)
    assert waits_until(decision(booth, address=None), end)
    skipped = decision(booth, end, address=None)
    assert isinstance(skipped, Skip) and skipped.reasons == (Reason(Gate.NO_ADDRESS),)
    assert waits_until(decision(replace(booth, late=Late.SEND), address=None), None)


def test_an_email_for_the_show_waits_for_its_dates():
    booth = replace(EMAIL, not_after=ShowMoment(Anchor.LAST_DAY, 0))
    assert opens(decision(booth, show=None)) == {Gate.NO_EVENT_DATES: None}
    assert decision(replace(booth, late=Late.SEND), show=None) == Send("then")


def test_a_zone_is_needed_for_days_and_not_for_hours():
    table = [(Unit.MINUTES, False), (Unit.HOURS, False), (Unit.DAYS, True)]
    for unit, needed in [*table, (Unit.BUSINESS_DAYS, True)]:
        found = decision(replace(WAIT, until=Duration(1, unit)), zone=None)
        assert isinstance(found, Wait) == needed, unit


def test_what_may_have_gone_out_is_never_sent_again_from_here():
    sent = decision(email=EmailFacts(EmailState.SENT))
    assert sent == Branch("then", Why.EMAIL_SENT)
    for state, gate in (
        (EmailState.UNCONFIRMED, Gate.EMAIL_UNCONFIRMED),
        (EmailState.FAILED, Gate.EMAIL_FAILED),
    ):
        found = decision(email=EmailFacts(state, "No one knows."), address_sent=True)
        assert waits_until(found, None) and opens(found) == {gate: None}, state
    assert decision(email=EmailFacts(EmailState.OPEN)) == Send("then")


def test_what_the_provider_could_not_take_for_days_is_not_sent_out_of_the_blue():
    age = Policy().stale_after
    fresh, stale = (
        EmailFacts(EmailState.OPEN, free_since=NOW - age + spare)
        for spare in (timedelta(seconds=1), timedelta())
    )
    assert decision(email=fresh) == Send("then")
    assert decision(email=stale) == Skip(Why.STALE, "then")
    # Its step says itself until when it is of use.
    assert decision(replace(EMAIL, not_after=NOW + DAY), email=stale) == Send("then")
    held = Hold(HoldLevel.CONTACT, "on leave", None, NOW - 2 * age)
    assert isinstance(decision(email=stale, holds=(held,)), Wait)
    over = replace(held, until=NOW - HOUR)
    assert decision(email=stale, holds=(over,)) == Send("then")
    paused = replace(SENDER, paused="resting")
    assert isinstance(decision(email=stale, sender=paused), Wait)
