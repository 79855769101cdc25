"""Counts in sentences."""

from tests.fixtures.rows import each_row
from yardflow.counts import counted


@each_row(
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
