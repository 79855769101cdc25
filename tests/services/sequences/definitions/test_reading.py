"""Definitions as JSON: whatever is one comes back as it was, what is none is refused in words."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.sequences import FOLLOW_UP, definitions
from yardflow.models import OnColleague
from yardflow.services.sequences.definitions import checks, files, graph, reading, wording
from yardflow.services.sequences.definitions.files import Named
from yardflow.services.sequences.definitions.reading import Unreadable

EXAMPLES = settings(max_examples=150, derandomize=True, database=None, deadline=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda part: (
        st.lists(part, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "key", "steps", "start", "format", "until", "next", "tests"])
            | st.text(max_size=4),
            part,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@EXAMPLES
@given(definitions())
def test_a_definition_comes_back_from_its_json_as_it_was(definition):
    document = json.loads(json.dumps(reading.write(definition)))
    assert reading.read(document) == definition
    assert reading.write(reading.read(document)) == document
    own = {"name": "Intro", "event": Named(3, "Expo"), "on_colleague": OnColleague.STOP}
    file, again = files.read_file(files.write_file(definition, **own))
    assert {name: getattr(file, name) for name in own} == own and again == definition


@EXAMPLES
@given(definitions())
def test_any_definition_is_checked_and_worded(definition):
    keys = [*graph.in_order(definition)]
    assert sorted(keys) == sorted(definition.steps)
    assert all(wording.summary(step) for step in definition.steps.values())
    assert all(problem.sentence for problem in checks.problems(definition))


@EXAMPLES
@given(JSON, JSON)
def test_json_of_any_kind_is_read_or_refused_in_words(value: Any, step: Any):
    document = reading.write(FOLLOW_UP)
    for each in (value, {**document, "steps": [*document["steps"], step]}, {**document, "x": 1}):
        try:
            reading.read(each)
        except Unreadable as unreadable:
            assert unreadable.problems and all(one.sentence for one in unreadable.problems)


def with_step(**changes: Any) -> dict[str, Any]:
    document = reading.write(FOLLOW_UP)
    document["steps"][1] = {**document["steps"][1], **changes}
    return document


REFUSED = [
    ([], "", "", "Enter an object"),
    ({**reading.write(FOLLOW_UP), "format": 2}, "", "format", "from 1 to 1"),
    ({"start": "", "steps": []}, "", "format", "missing"),
    (with_step(color="red"), "wait", "", "Remove “color”"),
    (with_step(type="teleport"), "wait", "type", "Choose one of: email"),
    (with_step(type=["wait"]), "wait", "type", "Choose one of"),
    (with_step(next=7), "wait", "next", "key"),
    (with_step(key="a b"), "a b", "key", "key"),
    (with_step(key="intro\n"), "intro\n", "key", "key"),
    (with_step(key=None), "", "steps.1.key", "key"),
    (
        with_step(until={"type": "duration", "amount": 0, "unit": "days"}),
        "wait",
        "until.amount",
        "1",
    ),
    (
        with_step(until={"type": "duration", "amount": True, "unit": "days"}),
        "wait",
        "until.amount",
        "whole number",
    ),
    (
        with_step(until={"type": "duration", "amount": 1e400, "unit": "days"}),
        "wait",
        "until.amount",
        "whole number",
    ),
    (with_step(until={"type": "time", "at": "24:00"}), "wait", "until.at", "time of day"),
    (with_step(until={"type": "time", "at": "9:00"}), "wait", "until.at", "time of day"),
    (with_step(until={"type": "time", "at": "09:00", "weekday": 7}), "wait", "until.weekday", "6"),
    (
        with_step(until={"type": "event", "anchor": "first_day", "days": -366}),
        "wait",
        "until.days",
        "-365",
    ),
]


@pytest.mark.parametrize(("document", "step", "part", "words"), REFUSED)
def test_what_is_no_definition_is_refused_where_it_is_wrong(document, step, part, words):
    with pytest.raises(Unreadable) as refused:
        reading.read(document)
    (problem,) = refused.value.problems
    assert (problem.step, problem.part) == (step, part)
    assert words in problem.sentence


def test_all_that_is_wrong_is_said_at_once():
    document = reading.write(FOLLOW_UP)
    document["steps"][0]["templateId"] = -1
    document["steps"][3]["title"] = 7
    document["schedule"]["weekdays"] = []
    document["surprise"] = 1
    with pytest.raises(Unreadable) as refused:
        reading.read(document)
    said = {(problem.step, problem.part) for problem in refused.value.problems}
    assert said == {("intro", "templateId"), ("call", "title"), ("", "schedule.weekdays"), ("", "")}


def test_a_key_that_two_steps_have_is_named():
    document = reading.write(FOLLOW_UP)
    document["steps"].append(document["steps"][1])
    with pytest.raises(Unreadable, match="Another step has this key") as refused:
        reading.read(document)
    assert [problem.step for problem in refused.value.problems] == ["wait"]


def test_there_are_at_most_200_steps():
    exits = [{"type": "exit", "key": str(number), "reason": "Done"} for number in range(201)]
    document = {"format": 1, "start": "0", "steps": exits}
    with pytest.raises(Unreadable, match="this has 201"):
        reading.read(document)
    assert len(reading.read({**document, "steps": exits[:200]}).steps) == 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        "nonsense",
        "[" * 100_000,
        '{"a":' * 20_000,
        '{"format": NaN}',
        '{"format": 1, "format": 1}',
        "9" * 10_000,
        " " * (256 * 1024 + 1),
    ],
)
def test_a_file_that_is_no_json_of_ours_is_refused(content):
    with pytest.raises(Unreadable):
        reading.read(reading.parse(content))


def test_the_largest_file_is_read_in_no_time():
    keys = ",".join(f'"{number}":{{}}' for number in range(20_000))
    worst = f'{{"format":1,"start":"","steps":[{"{}," * 50_000}{{}}],"z":{{{keys[:90_000]}}}}}'
    began = time.process_time()
    for content in (worst, f'{{"steps":[{{"key":"{"a" * 200_000}"}}]}}', f"{{{keys[:-1]}"):
        with pytest.raises(Unreadable):
            reading.read(reading.parse(content))
    assert time.process_time() - began < 1


def test_what_was_published_first_still_loads():
    """The file stays as it is; a later format is read beside it."""
    document = reading.parse(FIRST)
    definition = reading.read(document)
    # What there wasn't is written as it is without it.
    split = document["steps"][3]
    assert reading.write(definition)["steps"][3] == {**split, "winner": None}
    split["winner"] = None
    assert reading.write(definition) == document
    assert len(definition.steps) == 6


FIRST = """{"format": 1, "start": "intro", "steps": [
{"type": "email", "key": "intro", "templateId": 3, "templateVersionId": 8, "notAfter":
 {"anchor": "first_day", "days": 1, "at": "18:00", "businessDays": false}, "late": "skip",
 "outsideHallHours": true, "threaded": false, "next": "wait"},
{"type": "wait", "key": "wait", "until": {"type": "event", "anchor": "last_day", "days": 2,
 "at": null, "businessDays": true}, "next": "if"},
{"type": "condition", "key": "if", "tests": [
 {"type": "field", "field": "contact.title", "operator": "contains", "value": "ops"},
 {"type": "email", "step": "intro", "happened": "opened", "negated": false}], "anyOf": true,
 "within": {"amount": 2, "unit": "days"}, "yes": "split", "no": null},
{"type": "split", "key": "split", "weights": [1, 3], "ways": ["call", null]},
{"type": "task", "key": "call", "kind": "call", "title": "Call", "due": null, "expires": null,
 "holds": false, "next": "exit"},
{"type": "exit", "key": "exit", "reason": "Done"}],
"schedule": {"weekdays": [0, 1, 2, 3, 4], "opens": "09:00", "closes": "17:00",
 "skipHolidays": true}, "entry": {"besideOthers": false, "accountLimit": null}}"""
