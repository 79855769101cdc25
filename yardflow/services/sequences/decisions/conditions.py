"""Whether a condition's tests hold."""

from decimal import Decimal, InvalidOperation

from yardflow.services.records.values.normalize import folded
from yardflow.services.sequences.decisions.facts import Facts
from yardflow.services.sequences.definitions.steps import (
    Condition,
    EmailTest,
    FieldTest,
    Operator,
)

# In characters; no number that a field holds is longer.
_LONGEST_NUMBER = 40


def hold(condition: Condition, facts: Facts, *, over: bool) -> bool:
    """Whether the tests hold now. ``over``: no time is left for anything more to happen."""
    verdicts = (
        _of_field(test, facts) if isinstance(test, FieldTest) else _of_email(test, facts, over)
        for test in condition.tests
    )
    return any(verdicts) if condition.any_of else all(verdicts)


def _of_email(test: EmailTest, facts: Facts, over: bool) -> bool:
    """That something did not happen is known only once there is no time left for it."""
    happened = test.happened in facts.happened.get(test.step, ())
    return over and not happened if test.negated else happened


def _of_field(test: FieldTest, facts: Facts) -> bool:
    value = facts.values.get(test.field)
    text, other = _plain(value), _plain(test.value)
    match test.operator:
        case Operator.IS:
            return text == other
        case Operator.IS_NOT:
            return text != other
        case Operator.CONTAINS:
            return other in text
        case Operator.IS_SET:
            return bool(text)
        case Operator.IS_EMPTY:
            return not text
        case _:
            return _compares(test.operator, _number(text), _number(other))


def _compares(operator: Operator, number: Decimal | None, limit: Decimal | None) -> bool:
    if number is None or limit is None:
        return False
    return number >= limit if operator is Operator.AT_LEAST else number <= limit


def _plain(value: str | int | None) -> str:
    return "" if value is None else folded(str(value)).strip()


def _number(text: str) -> Decimal | None:
    """None for what is no number, and for what is no finite one."""
    try:
        number = Decimal(text) if len(text) <= _LONGEST_NUMBER else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
