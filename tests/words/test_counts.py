"""Counts in sentences."""

import pytest

from yardflow.counts import counted


@pytest.mark.parametrize(
    ("number", "noun", "plural", "text"),
    [
        (0, "duplicate", "", "0 duplicates"),
        (1, "duplicate", "", "1 duplicate"),
        (1200, "duplicate", "", "1,200 duplicates"),
        (1, "company", "companies", "1 company"),
        (2, "company", "companies", "2 companies"),
    ],
)
def test_a_count_has_the_right_plural(number: int, noun: str, plural: str, text: str):
    assert counted(number, noun, plural) == text
