"""What is read in messages by writers who knew nothing of the rules, in each language."""

import pytest

from tests.services.sequences.replies.written_sets import (
    FILES,
    kind_of,
    kinds_of,
    lines_of,
    problem_of,
    verdict_of,
)


@pytest.mark.parametrize(
    ("file", "kind"), [(file, kind) for file in FILES for kind in kinds_of(file)]
)
def test_each_is_what_it_is_but_for_the_few_that_are_misread_so_far(file: str, kind: str):
    wrong, fixed = [], []
    for line in lines_of(file):
        if line["kind"] == kind:
            problem, is_known = problem_of(line), line.get("misread", False)
            wrong += [problem] if problem and not is_known else []
            fixed += [line["text"]] if is_known and not problem else []
    assert (wrong, fixed) == ([], [])


@pytest.mark.parametrize("file", FILES)
def test_no_stop_is_missed_and_no_other_message_taken_for_one(file: str):
    missed = [
        line["text"]
        for line in lines_of(file)
        if line["kind"] == "stop" and kind_of(verdict_of(line)) not in ("stop", "unsure")
    ]
    taken = [
        line["text"]
        for line in lines_of(file)
        if line["kind"] != "stop" and kind_of(verdict_of(line)) == "stop"
    ]
    assert (missed, taken) == ([], [])


def test_few_are_misread():
    """So that a mark is no way around a rule."""
    lines = [line for file in FILES for line in lines_of(file)]
    assert sum(line.get("misread", False) for line in lines) <= len(lines) * 0.05
