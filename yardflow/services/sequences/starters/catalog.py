"""What the five sequences say and do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time

from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Condition,
    Duration,
    Email,
    EmailTest,
    FieldTest,
    Happened,
    Operator,
    ShowMoment,
    Step,
    Task,
    TaskKind,
    Unit,
    Wait,
)

_HELLO = 'Hi {{ contact.first_name | default: "there" }},\n\n'
_END = "\n\n{{ sender.name }}\n\n{{ workplace.postal_address }}\nUnsubscribe: {{ unsubscribe_url }}"
_AT_THE_BOOTH = "{% if event.booth %} at booth {{ event.booth }}{% endif %}"
_A_TIME = (
    "{% if sender.booking_url %}Choose a time that suits you: {{ sender.booking_url }}"
    "{% else %}Which day suits you?{% endif %}"
)
_AS_MET = (FieldTest("attendee.status", Operator.IS, "Met"),)


@dataclass(frozen=True, slots=True)
class Starter:
    """A sequence to start from. ``emails`` are the names of its templates (`EMAILS`), by whose ids
    its steps are made.
    """

    key: str
    name: str
    description: str
    emails: tuple[str, ...]
    steps: Callable[[Mapping[str, int]], tuple[Step, ...]]


def _text(*paragraphs: str) -> str:
    return _HELLO + "\n\n".join(paragraphs) + _END


def _business_days(amount: int) -> Duration:
    return Duration(amount, Unit.BUSINESS_DAYS)


def _before(days: int) -> ShowMoment:
    return ShowMoment(Anchor.FIRST_DAY, -days, business_days=True)


def _after(days: int) -> ShowMoment:
    return ShowMoment(Anchor.LAST_DAY, days, business_days=True)


_INVITATION, _AGAIN = "Invitation to our booth", "Invitation, once more"
_TOMORROW, _SECOND_DAY = "See you tomorrow", "Still at the show"
_THANKS, _NEXT_STEP = "Good to meet you", "A time to talk"
_MISSED, _LAST = "Sorry we missed you", "One last question"
_CASE, _IDEA, _LATER = "How others do it", "An idea for you", "Shall I come back later?"


def _pre_show(ids: Mapping[str, int]) -> tuple[Step, ...]:
    late = _before(2)
    return (
        Wait("three-weeks", _before(15), "invitation"),
        Email("invitation", ids[_INVITATION], not_after=late, next="week"),
        Wait("week", _business_days(5), "interested"),
        Condition(
            "interested",
            (EmailTest("invitation", Happened.CLICKED),),
            yes="call",
            no="again",
        ),
        Task("call", TaskKind.CALL, "Offer a time at the booth", due=_business_days(1)),
        Email("again", ids[_AGAIN], not_after=late),
    )


def _reminder(ids: Mapping[str, int]) -> tuple[Step, ...]:
    opening = ShowMoment(Anchor.FIRST_DAY, 0, time(8))
    return (
        Wait("day-before", ShowMoment(Anchor.FIRST_DAY, -1, time(9)), "tomorrow"),
        Email("tomorrow", ids[_TOMORROW], not_after=opening, next="second-day"),
        Wait("second-day", ShowMoment(Anchor.FIRST_DAY, 1, time(7)), "met"),
        Condition("met", _AS_MET, yes=None, no="still-here"),
        Email(
            "still-here",
            ids[_SECOND_DAY],
            not_after=ShowMoment(Anchor.LAST_DAY, 0, time(12)),
        ),
    )


def _hot(ids: Mapping[str, int]) -> tuple[Step, ...]:
    return (
        Wait("day-after", _after(1), "thanks"),
        Email("thanks", ids[_THANKS], next="call-in"),
        Wait("call-in", _business_days(2), "call"),
        Task("call", TaskKind.CALL, "Ask what to do next", due=_business_days(1), next="days"),
        Wait("days", _business_days(3), "next-step"),
        Email("next-step", ids[_NEXT_STEP]),
    )


def _warm_and_cold(ids: Mapping[str, int]) -> tuple[Step, ...]:
    return (
        Wait("days-after", _after(2), "met"),
        Condition("met", _AS_MET, yes="thanks", no="missed"),
        Email("thanks", ids[_THANKS], next="week"),
        Email("missed", ids[_MISSED], next="week"),
        Wait("week", _business_days(5), "last"),
        Email("last", ids[_LAST]),
    )


def _nurture(ids: Mapping[str, int]) -> tuple[Step, ...]:
    return (
        Email("case", ids[_CASE], next="two-weeks"),
        Wait("two-weeks", _business_days(10), "interested"),
        Condition("interested", (EmailTest("case", Happened.CLICKED),), yes="call", no="idea"),
        Task("call", TaskKind.CALL, "Ask what caught their interest", due=_business_days(2)),
        Email("idea", ids[_IDEA], threaded=False, next="month"),
        Wait("month", _business_days(20), "later"),
        Email("later", ids[_LATER]),
    )


# The subject and the text of each template.
EMAILS: Mapping[str, tuple[str, str]] = {
    _INVITATION: (
        "{{ account.name }} at {{ event.name }}?",
        _text(
            "{% variant %}Will you be at {{ event.name }}?{% or %}"
            "Are you going to {{ event.name }}?{% endvariant %} "
            f"We'd love to show you what we do{_AT_THE_BOOTH}.",
            f"Would fifteen minutes suit you? {_A_TIME}",
        ),
    ),
    _AGAIN: (
        "A time at {{ event.name }}",
        _text(
            "{{ event.name }} is coming up, and calendars fill quickly. "
            "Shall I keep fifteen minutes for you?",
            _A_TIME,
        ),
    ),
    _TOMORROW: (
        "See you tomorrow at {{ event.name }}",
        _text(
            f"{{{{ event.name }}}} opens tomorrow, and we'd love to see you{_AT_THE_BOOTH}.",
            _A_TIME,
        ),
    ),
    _SECOND_DAY: (
        "Still here{% if event.booth %} at booth {{ event.booth }}{% endif %}",
        _text(
            "We haven't met at {{ event.name }} yet. "
            f"Today is a good day to come by{_AT_THE_BOOTH}.",
        ),
    ),
    _THANKS: (
        "Good to meet you at {{ event.name }}",
        _text(
            "Thank you for your time at {{ event.name }}. I'll get back to you on what we talked "
            "about.",
            f"If you'd rather talk soon: {_A_TIME}",
        ),
    ),
    _NEXT_STEP: (
        "A time to talk",
        _text("Shall we take half an hour for the next step?", _A_TIME),
    ),
    _MISSED: (
        "Sorry we missed you at {{ event.name }}",
        _text(
            "We had hoped to meet you at {{ event.name }}. If it is still of interest, I'd be glad "
            "to show you what you missed.",
            _A_TIME,
        ),
    ),
    _LAST: (
        "One last question",
        _text(
            "Is this something for {{ account.name }} this year, or shall I leave it there? "
            "One word is enough.",
        ),
    ),
    _CASE: (
        "How others do it",
        _text(
            "I've been thinking of {{ account.name }}. Teams like yours have found a better way. "
            "Shall I send you one of their stories?",
        ),
    ),
    _IDEA: (
        "An idea for {{ account.name }}",
        _text(
            "There is one thing I'd try first at {{ account.name }}. "
            "May I show it to you in ten minutes?",
            _A_TIME,
        ),
    ),
    _LATER: (
        "Shall I come back later?",
        _text("If now is a bad time, tell me a better one, and I'll write then."),
    ),
}
STARTERS = (
    Starter(
        "pre-show",
        "Pre-show invitation",
        "Invites people to the booth, three weeks ahead.",
        (_INVITATION, _AGAIN),
        _pre_show,
    ),
    Starter(
        "reminder",
        "Booth reminder",
        "Reminds people the day before, and on day 2 those who haven't come by.",
        (_TOMORROW, _SECOND_DAY),
        _reminder,
    ),
    Starter(
        "hot",
        "Post-show: hot leads",
        "Thanks people the day after, has them called, and offers a time.",
        (_THANKS, _NEXT_STEP),
        _hot,
    ),
    Starter(
        "warm-cold",
        "Post-show: warm and cold leads",
        "Thanks those you met, writes to those you missed, and asks both once more.",
        (_THANKS, _MISSED, _LAST),
        _warm_and_cold,
    ),
    Starter(
        "nurture",
        "Lead nurture",
        "Three emails in six weeks, and a call where there is interest.",
        (_CASE, _IDEA, _LATER),
        _nurture,
    ),
)
BY_KEY: Mapping[str, Starter] = {starter.key: starter for starter in STARTERS}
