"""Text that comes from lists and people stays text, in files and on pages."""

from pathlib import Path

import pytest
from sqlmodel import Session

from tests.access.conftest import cookie_of
from yardflow.models import Event
from yardflow.services.imports.rejected import inert

SOURCES = Path(__file__).resolve().parents[2] / "yardflow"
MALICE = ["<img src=x onerror=alert(1)>", "{{7*7}}", "=HYPERLINK(1)", "a\r\nSet-Cookie: x=y"]


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"])
def test_19_no_cell_of_a_file_begins_as_a_formula(cell: str):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Acme", "1", "", "a=b", "<img>"])
def test_19_any_other_cell_is_left_as_it_is(cell: str):
    assert inert(cell) == cell


def test_19_no_page_turns_text_into_markup():
    for folder in ("pages", "components", "state"):
        for file in (SOURCES / folder).rglob("*.py"):
            code = file.read_text()
            for door in ("rx.html", "rx.markdown", "dangerously", "rx.call_script", "rx.script("):
                assert door not in code, (file.name, door)


@pytest.mark.parametrize("name", MALICE)
async def test_19_a_name_reaches_the_page_as_the_text_it_is(tab, session: Session, bob, name: str):
    session.add(Event(name=name))
    session.commit()
    one = await tab(cookie_of(bob))
    await one.open_page("/events")
    choices = [
        choice["name"]
        for update in one.received
        for vars_ in (update.get("delta") or {}).values()
        for choice in vars_.get("event_choices_rx_state_", [])
    ]
    assert name in choices and "49" not in choices


@pytest.mark.parametrize("path", ["/%0d%0aSet-Cookie:%20x=y", "/a\tb", "/accounts\r\nx: y"])
def test_19_no_answer_s_header_can_be_written_from_outside(client, with_password, bob, path: str):
    form = {"email": bob.email, "password": with_password, "next": path}
    answer = client.post("/api/auth/signin", data=form)
    assert "\r" not in answer.headers["location"] and "\n" not in answer.headers["location"]
    assert answer.headers.get_list("set-cookie") == [answer.headers["set-cookie"]]
    assert "x=y" not in answer.headers["set-cookie"]
