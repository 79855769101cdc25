"""A table in one test: no row is left out, and none that fails is hidden by another."""

import inspect

import pytest

from tests.fixtures.rows import each_row


def test_every_row_is_tried_and_all_that_fail_are_told_with_their_values() -> None:
    tried = []

    @each_row(("number", "square"), [(1, 1), (2, 5), (3, 9), (4, 9)])
    def squares(number: int, square: int) -> None:
        tried.append(number)
        assert number**2 == square

    with pytest.raises(ExceptionGroup, match="2 of 4 rows") as told:
        squares()
    assert tried == [1, 2, 3, 4]
    assert [failure.__notes__ for failure in told.value.exceptions] == [
        ["The row: 2, 5"],
        ["The row: 4, 9"],
    ]


def test_what_should_have_been_raised_is_told_as_well() -> None:
    @each_row("text", ["1", "x"])
    def is_no_number(text: str) -> None:
        with pytest.raises(ValueError, match="invalid"):
            int(text)

    with pytest.raises(BaseExceptionGroup, match="1 of 2 rows"):
        is_no_number()


def test_tables_above_each_other_are_all_their_pairs() -> None:
    tried = []

    @each_row("first", "ab")
    @each_row("second", [1, 2])
    def pairs(first: str, second: int) -> None:
        tried.append((first, second))

    pairs()
    assert tried == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]


def test_whatever_is_no_column_is_asked_of_pytest() -> None:
    @each_row("text", ["a"])
    def test(text: str, tmp_path: object) -> None: ...

    assert list(inspect.signature(test).parameters) == ["tmp_path"]
    with pytest.raises(AssertionError, match="proves nothing"):
        each_row("text", [])
