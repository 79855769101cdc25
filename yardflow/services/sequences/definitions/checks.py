"""What is wrong with a definition whose values are all well-formed: all of it, not the first only.

A draft may be wrong in any of these ways; what is published in none.
"""

from collections.abc import Iterator, Mapping

from yardflow.services.sequences.definitions import graph
from yardflow.services.sequences.definitions.comparable import (
    FIELDS,
    NUMBERS,
    WITHOUT_VALUE,
    ComparableField,
)
from yardflow.services.sequences.definitions.documents import MINUTES_A_YEAR
from yardflow.services.sequences.definitions.reading import Problem
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Duration,
    Email,
    EmailTest,
    Exit,
    FieldTest,
    Operator,
    Split,
    Step,
    Task,
    Unit,
    Wait,
)

_A_YEAR = {
    Unit.MINUTES: MINUTES_A_YEAR,
    Unit.HOURS: 365 * 24,
    Unit.DAYS: 365,
    Unit.BUSINESS_DAYS: 261,
}
_LARGEST_NUMBER = 9
# The steps that lead to each one.
Back = Mapping[str, list[str]]
CLOSES_FIRST = "The sending window closes before it opens. Change its times."


def problems(definition: Definition) -> list[Problem]:
    """All that has to be changed before this can be published; of steps in their order."""
    wrong = [*_of_the_whole(definition)]
    reachable = graph.reached(definition.steps, [definition.start])
    endless = {*graph.endless(definition)}
    back = graph.leading(definition.steps)
    for key in graph.in_order(definition):
        step = definition.steps[key]
        if key not in reachable and definition.start in definition.steps:
            wrong.append(Problem(key, "No step leads here. Connect it or delete it."))
        if key in endless:
            wrong.append(Problem(key, "This loop has no wait in it. Add a wait."))
        for part, sentence in _of_step(definition, step, back):
            wrong.append(Problem(key, sentence, part))
    return wrong


def _of_the_whole(definition: Definition) -> Iterator[Problem]:
    if not definition.steps:
        yield Problem("", "Add the first step.", "start")
    elif definition.start not in definition.steps:
        yield Problem("", "Choose the step that the sequence starts with.", "start")
    if definition.schedule.closes <= definition.schedule.opens:
        yield Problem("", CLOSES_FIRST, "schedule.closes")


def _of_step(definition: Definition, step: Step, back: Back) -> Iterator[tuple[str, str]]:
    for way in dict.fromkeys(graph.ways(step)):
        if way is not None and way not in definition.steps:
            yield "next", f"This leads to the step “{way}”, which doesn't exist. Choose another."
    match step:
        case Email(template_id=0):
            yield "templateId", "Choose a template."
        case Wait(until=Duration() as duration):
            yield from _too_long("until", duration)
        case Condition():
            yield from _of_condition(definition, step, back)
        case Split():
            yield from _of_split(step)
        case Exit(reason=""):
            yield "reason", "Enter a reason."
        case Task():
            if not step.title:
                yield "title", "Say what is to be done."
            yield from _too_long("due", step.due)
            yield from _too_long("expires", step.expires)


def _of_split(step: Split) -> Iterator[tuple[str, str]]:
    if len(step.weights) != len(step.ways):
        yield "weights", "Enter a weight for each branch."
    if not sum(step.weights):
        yield "weights", "All weights are 0. Give a branch a weight of 1 or more."


def _of_condition(definition: Definition, step: Condition, back: Back) -> Iterator[tuple[str, str]]:
    yield from _too_long("within", step.within)
    of_emails = any(isinstance(test, EmailTest) for test in step.tests)
    earlier = graph.before(back, step.key) if of_emails else {}
    for number, test in enumerate(step.tests):
        if isinstance(test, FieldTest):
            sentence = _of_field_test(test)
        else:
            sentence = _of_email_test(definition, earlier, test)
        if sentence:
            yield f"tests.{number}", sentence


def _of_email_test(definition: Definition, earlier: dict[str, None], test: EmailTest) -> str:
    step = definition.steps.get(test.step)
    if step is None:
        return "This asks about an email that isn't in the sequence. Choose another."
    if not isinstance(step, Email):
        return "This asks about a step that isn't an email. Choose an email."
    if test.step not in earlier:
        return "The email it asks about can't have been sent before this step. Choose another."
    return ""


def _of_field_test(test: FieldTest) -> str:
    field = FIELDS.get(test.field)
    if field is None:
        return f"“{test.field}” is not a field. Choose one of the list."
    if test.operator in WITHOUT_VALUE:
        return ""
    if not test.value:
        return f"Enter what to compare {field.label} with."
    if test.operator in NUMBERS:
        return _of_number(test, field)
    return _of_choice(test, field)


def _of_choice(test: FieldTest, field: ComparableField) -> str:
    is_whole = test.operator in (Operator.IS, Operator.IS_NOT) and not field.several
    values = field.values
    if not is_whole or not values or test.value.lower() in map(str.lower, values):
        return ""
    return f"{field.label} is never “{test.value}”. It is one of: {', '.join(values)}."


def _of_number(test: FieldTest, field: ComparableField) -> str:
    if not field.is_number:
        return f"{field.label} is not a number. Compare it in another way."
    digits = test.value.isascii() and test.value.isdigit() and len(test.value) <= _LARGEST_NUMBER
    return "" if digits else f"Enter a whole number to compare {field.label} with."


def _too_long(part: str, duration: Duration | None) -> Iterator[tuple[str, str]]:
    if duration is not None and duration.amount > _A_YEAR[duration.unit]:
        yield part, "This is longer than a year. Enter a shorter time."
