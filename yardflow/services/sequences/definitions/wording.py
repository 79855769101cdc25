"""Steps in words, the same for page, API and what differs between versions."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from yardflow.counts import counted
from yardflow.day_times import day_time, span
from yardflow.services.sequences.definitions.comparable import (
    FIELDS,
    WITHOUT_VALUE,
    ComparableField,
)
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Condition,
    Duration,
    Email,
    EmailTest,
    EntryRules,
    Exit,
    FieldTest,
    Late,
    NextTime,
    Operator,
    Schedule,
    ShowMoment,
    Split,
    Step,
    StepKey,
    Task,
    TaskKind,
    Unit,
    Wait,
)

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNITS = {
    Unit.MINUTES: "minute",
    Unit.HOURS: "hour",
    Unit.DAYS: "day",
    Unit.BUSINESS_DAYS: "business day",
}
OPERATORS = {
    Operator.IS: "is",
    Operator.IS_NOT: "is not",
    Operator.CONTAINS: "contains",
    Operator.IS_SET: "is set",
    Operator.IS_EMPTY: "is empty",
    Operator.AT_LEAST: "is at least",
    Operator.AT_MOST: "is at most",
}
_OF_SEVERAL = {
    Operator.IS: "are",
    Operator.IS_NOT: "are not",
    Operator.CONTAINS: "include",
    Operator.IS_SET: "are set",
    Operator.IS_EMPTY: "are empty",
}
TASKS = {
    TaskKind.CALL: "Call",
    TaskKind.LINKEDIN: "LinkedIn",
    TaskKind.BOOTH_VISIT: "Booth visit",
}
# The names of templates, by their id.
Names = Mapping[int, str]
Steps = Mapping[StepKey, Step]


def summary(step: Step, names: Names | None = None, steps: Steps | None = None) -> str:
    """What a step does, in one line: ``Wait 3 business days``. ``steps`` are those around it, of
    which a condition names the emails; without them, and without ``names``, by key and id.
    """
    match step:
        case Email():
            return _email(step, names or {})
        case Wait():
            return _wait(step.until)
        case Condition():
            within = f", within {duration(step.within)}" if step.within else ""
            return f"If {_tests(step, names or {}, steps or {})}{within}"
        case Split():
            by = f", the winner by {step.winner.metric}" if step.winner else ""
            return f"Split {' / '.join(_shares(step.weights))}{by}"
        case Task():
            return _task(step)
        case Exit():
            return f"Exit: {step.reason or '…'}"


def branches(step: Step) -> list[str]:
    """What the branches of a step are called; of one without, nothing."""
    match step:
        case Condition():
            return ["Yes", "No"]
        case Split():
            total = sum(step.weights) or 1
            shares = [f"{round(100 * weight / total)}%" for weight in step.weights]
            shares += [""] * (len(step.ways) - len(shares))
            return [f"{chr(ord('A') + n)} {share}".strip() for n, share in enumerate(shares)]
        case _:
            return []


def duration(length: Duration) -> str:
    """``3 business days``."""
    return counted(length.amount, UNITS[length.unit])


def event_moment(moment: ShowMoment) -> str:
    """``day 2 at 6:00 PM``, ``10 business days before the event``."""
    return f"{_event_day(moment)}{f' at {day_time(moment.at)}' if moment.at else ''}"


def moment(at: datetime) -> str:
    """``Mar 2, 2027 at 6:00 PM UTC``."""
    return f"{at:%b} {at.day}, {at.year} at {day_time(at)} UTC"


def schedule(window: Schedule) -> str:
    """``Monday to Friday, 9:00 AM–5:00 PM, not on public holidays``."""
    days = sorted(window.weekdays)
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        named = f"{DAYS[days[0]]} to {DAYS[days[-1]]}"
    else:
        named = ", ".join(DAYS[day] for day in days)
    holidays = ", not on public holidays" if window.skip_holidays else ""
    return f"{named}, {span(window.opens, window.closes)}{holidays}"


def entry(rules: EntryRules) -> str:
    """``Only contacts in no other sequence; 3 contacts of an account at a time``."""
    others = (
        "Also contacts in other sequences"
        if rules.beside_others
        else ("Only contacts in no other sequence")
    )
    if rules.account_limit is None:
        return others
    return f"{others}; {counted(rules.account_limit, 'contact')} of an account at a time"


def _email(step: Email, names: Names) -> str:
    name = names.get(step.template_id)
    terms = []
    if step.not_after is not None:
        late = "skipped" if step.late == Late.SKIP else "sent late"
        terms.append(f"not after {_not_after(step.not_after)}, else {late}")
    if step.outside_hall_hours:
        terms.append("not in hall hours")
    if not step.threaded:
        terms.append("as a new conversation")
    shown = f"Email “{name}”" if name else f"Email template {step.template_id}"
    if not step.template_id:
        shown = "Email without a template"
    return f"{shown} ({'; '.join(terms)})" if terms else shown


def _not_after(limit: datetime | ShowMoment) -> str:
    return event_moment(limit) if isinstance(limit, ShowMoment) else moment(limit)


def _wait(until: Duration | NextTime | ShowMoment) -> str:
    match until:
        case Duration():
            return f"Wait {duration(until)}"
        case NextTime():
            day = f"{DAYS[until.weekday]} at " if until.weekday is not None else ""
            return f"Wait until {day}{day_time(until.at)}"
        case ShowMoment():
            return f"Wait until {event_moment(until)}"


def _event_day(moment: ShowMoment) -> str:
    first, days = moment.anchor == Anchor.FIRST_DAY, moment.days
    if days == 0:
        return "day 1" if first else "the last day"
    counted_days = counted(abs(days), "business day" if moment.business_days else "day")
    if first and days > 0:
        return f"{counted_days} after day 1" if moment.business_days else f"day {days + 1}"
    if first:
        return f"{counted_days} before the event"
    return f"{counted_days} after the event" if days > 0 else f"{counted_days} before the last day"


def _tests(step: Condition, names: Names, steps: Steps) -> str:
    """Values that one field is compared with stand together: ``stage is Won or Lost``, ``stage is
    neither Won nor Lost``. To be not the one or not the other is said of each by itself.
    """
    joint = "or" if step.any_of else "and"
    said: list[str] = []
    apart = False
    for _, alike in groupby(step.tests, key=_compared):
        tests = list(alike)
        if len(tests) > 1 and _excludes(tests[0]):
            apart |= step.any_of
            said += _each(tests, names, steps) if step.any_of else [_neither(tests)]
        else:
            values = [_value(test) for test in tests[1:] if isinstance(test, FieldTest)]
            said.append(_joined([_test(tests[0], names, steps), *values], joint))
    return f"{',' if apart else ''} {joint} ".join(said)


def _excludes(test: FieldTest | EmailTest) -> bool:
    return isinstance(test, FieldTest) and test.operator is Operator.IS_NOT


def _each(tests: list[FieldTest | EmailTest], names: Names, steps: Steps) -> list[str]:
    return [_test(test, names, steps) for test in tests]


def _neither(tests: list[FieldTest | EmailTest]) -> str:
    compared = [test for test in tests if isinstance(test, FieldTest)]
    field = FIELDS.get(compared[0].field)
    shown = _within_sentence(field.label) if field else compared[0].field
    verb = operators(field)[Operator.IS]
    return f"{shown} {verb} neither {_joined([_value(test) for test in compared], 'nor')}"


def _joined(parts: list[str], joint: str) -> str:
    *before, last = parts
    return f"{', '.join(before)} {joint} {last}" if before else last


def _compared(test: FieldTest | EmailTest) -> object:
    if isinstance(test, FieldTest) and test.operator not in WITHOUT_VALUE:
        return test.field, test.operator
    return test


def _test(test: FieldTest | EmailTest, names: Names, steps: Steps) -> str:
    if isinstance(test, EmailTest):
        verb = "was not" if test.negated else "was"
        return f"{_email_named(test.step, names, steps)} {verb} {test.happened}"
    field = FIELDS.get(test.field)
    verb = operators(field)[test.operator]
    if test.operator in WITHOUT_VALUE and (own := _own_words(field, test.operator)):
        return own
    shown = f"{_within_sentence(field.label) if field else test.field} {verb}"
    return shown if test.operator in WITHOUT_VALUE else f"{shown} {_value(test)}"


def operators(field: ComparableField | None) -> Mapping[Operator, str]:
    """How a field is compared, in words; of one that isn't known, in all ways."""
    return {**OPERATORS, **_OF_SEVERAL} if field is not None and field.several else OPERATORS


def _own_words(field: ComparableField | None, operator: Operator) -> str:
    if field is None:
        return ""
    return field.there if operator is Operator.IS_SET else field.missing


def _value(test: FieldTest) -> str:
    field = FIELDS.get(test.field)
    if field is not None and test.value in field.values:
        return field.values[test.value]
    return test.value if field is not None and field.is_number else f"“{test.value}”"


def _email_named(key: StepKey, names: Names, steps: Steps) -> str:
    step = steps.get(key)
    if steps and step is None:
        return "a missing email"
    return f"email “{names.get(step.template_id, key) if isinstance(step, Email) else key}”"


def _within_sentence(label: str) -> str:
    """``Title`` as ``title``, but ``ICP score`` as it is."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _shares(weights: tuple[int, ...]) -> list[str]:
    total = sum(weights)
    return [f"{round(100 * weight / total)}%" if total else "0%" for weight in weights]


def _task(step: Task) -> str:
    terms = []
    if step.due:
        terms.append(f"due in {duration(step.due)}")
    if step.expires:
        terms.append(f"expires after {duration(step.expires)}")
    if step.holds:
        terms.append("the sequence waits for it")
    shown = f"{TASKS[step.kind]}: {step.title or '…'}"
    return f"{shown} ({'; '.join(terms)})" if terms else shown
