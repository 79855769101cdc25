"""There is one rule for what happens next: nothing else weighs what decisions go by.

`make check` holds that no one else imports the parts of it (pyproject.toml); these read the
sources for a second one that was written by hand.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

SEQUENCES = Path(__file__).parents[4] / "yardflow/services/sequences"
DECISIONS = SEQUENCES / "decisions"
# Attributes that others fill and show, but that only decisions compare.
WEIGHED = {
    "account_touched_at",
    "domain_per_day",
    "domain_sent_on",
    "first_touches_per_account_per_day",
    "hall_closes",
    "hall_opens",
    "outside_hall_hours",
    "person_per_week",
    "person_sent_at",
    "sent_on",
    "skip_holidays",
    "weekdays",
}
# How days are told from each other, which only the calendar does.
DAYS = {"weekday", "isoweekday", "utcoffset"}


def weighed(tree: ast.AST) -> Iterator[str]:
    """The attributes that a source compares, not counting checks against a number or a text; and
    the days that it tells from each other.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if not any(isinstance(side, ast.Constant) for side in sides):
                yield from WEIGHED & set(attributes(node))
        elif isinstance(node, ast.Call):
            yield from DAYS & set(attributes(node.func))


def attributes(tree: ast.AST) -> Iterator[str]:
    return (node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def source(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_other_module_of_sequences_weighs_hours_days_or_limits():
    others = [path for path in SEQUENCES.rglob("*.py") if DECISIONS not in path.parents]
    assert others
    second_rules = {path.name: found for path in others if (found := {*weighed(source(path))})}
    assert second_rules == {}


def test_a_second_rule_would_be_seen_and_what_is_filled_or_checked_is_none():
    for text, seen in [
        ("len(facts.person_sent_at) < policy.person_per_week", True),
        ("sender.sent_on.get(today, 0) >= cap", True),
        ("moment.weekday() in schedule.weekdays", True),
        ("moment.isoweekday() == 6", True),
        ("policy.person_per_week < 1", False),
        ("Schedule(weekdays=draft.weekdays, opens=draft.opens)", False),
        ("facts.sent_on[day] = count", False),
    ]:
        assert any(weighed(ast.parse(text))) == seen, text


def test_each_of_these_names_is_one_that_decisions_go_by():
    names = {name for path in DECISIONS.glob("*.py") for name in attributes(source(path))}
    assert names >= WEIGHED | {"weekday", "utcoffset"}
