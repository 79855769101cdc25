"""A notice that offers to take back what it tells of."""

from collections.abc import Iterator

import pytest

from tests.tabs import call, tab
from yardflow.errors import NotFound
from yardflow.state import undo
from yardflow.state.undo import Undo
from yardflow.state.workplace import Workplace

pytestmark = pytest.mark.usefixtures("database")
WAY = "of these tests"


@pytest.fixture
def undone() -> Iterator[list[tuple[str, tuple[int, ...]]]]:
    """Who undid what, once a way back for these tests is registered."""
    calls: list[tuple[str, tuple[int, ...]]] = []

    @undo.way_back(WAY)
    def _back(session, principal, ids) -> str:
        if 404 in ids:
            raise NotFound("There is nothing to undo.")
        calls.append((principal.name, ids))
        return "It is as before."

    yield calls
    undo._ways.pop(WAY)


async def test_the_button_undoes_what_the_notice_tells_of(session, bob, undone):
    page = tab(session, bob, Workplace, "/contacts/7/")
    page._say("Done.", undo=Undo(WAY, (1, 2)))
    assert page.notice.undo
    await call(page, Workplace.undo, page.notice.number)
    assert undone == [("Bob", (1, 2))]
    assert (page.notice.text, page.notice.undo) == ("It is as before.", False)


async def test_it_undoes_once(session, bob, undone):
    page = tab(session, bob, Workplace)
    page._say("Done.", undo=Undo(WAY, (1,)))
    number = page.notice.number
    await call(page, Workplace.undo, number)
    await call(page, Workplace.undo, number)
    await call(page, Workplace.undo, page.notice.number)
    assert len(undone) == 1


async def test_a_notice_that_is_not_shown_any_more_undoes_nothing(session, bob, undone):
    page = tab(session, bob, Workplace)
    page._say("First.", undo=Undo(WAY, (1,)))
    first = page.notice.number
    page._say("Second.")
    await call(page, Workplace.undo, first)
    await call(page, Workplace.undo, page.notice.number)
    assert undone == []


async def test_nobody_signed_in_undoes_nothing(session, undone):
    page = tab(session, None, Workplace)
    page._say("Done.", undo=Undo(WAY, (1,)))
    await call(page, Workplace.undo, page.notice.number)
    assert (undone, page.notice.kind) == ([], "error")


async def test_what_cannot_be_undone_is_said(session, bob, undone):
    page = tab(session, bob, Workplace)
    page._say("Done.", undo=Undo(WAY, (404,)))
    await call(page, Workplace.undo, page.notice.number)
    assert (page.notice.kind, page.notice.text) == ("error", "There is nothing to undo.")


def test_a_way_back_has_one_meaning(undone):
    with pytest.raises(ValueError, match="two ways back"):
        undo.way_back(WAY)(lambda session, principal, ids: "")
