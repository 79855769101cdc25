"""Text that comes from lists and people stays text, in files and on pages."""

import random
import sys
import unicodedata
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.rows import each_row
from yardflow.models import Event
from yardflow.services.formula_escape import escaped, unescaped

SOURCES = Path(__file__).resolve().parents[2] / "yardflow"
MALICE = ["<img src=x onerror=alert(1)>", "{{7*7}}", "=HYPERLINK(1)", "a\r\nSet-Cookie: x=y"]


@each_row("sign", [*"=+-@＝＋－＠﹦﹢﹣﹫"])
@each_row("unseen", ["", " ", "\ufeff", "\u200b", "\u00a0", "\u3000\u2066", "\x00"])
def test_no_cell_of_a_file_begins_as_a_formula(sign: str, unseen: str):
    cell = f"{unseen}{sign}HYPERLINK(1)"
    assert escaped(cell) == f"'{cell}"
    for before in (";", '\n"', "a\tb;", "x\r"):
        assert escaped(before + cell) == f"{before}'{cell}"


@each_row("cell", ["\t", "\t=1", "\r=1"])
def test_no_cell_begins_with_what_ends_one(cell: str):
    assert escaped(cell).startswith("'")


def test_every_sign_that_nobody_sees_is_seen_through():
    unseen = map(chr, range(sys.maxunicode + 1))
    kinds = ("Cc", "Cf", "Zs", "Zl", "Zp")
    for sign in (character for character in unseen if unicodedata.category(character) in kinds):
        assert "'" in escaped(f"{sign}=1"), hex(ord(sign))


@each_row("cell", ["Acme", "1", "", "a=b", "<img>", "O'Neil", "a - b", " Acme"])
def test_any_other_cell_is_left_as_it_is(cell: str):
    assert escaped(cell) == cell


@pytest.mark.slow
def test_what_was_made_harmless_comes_back_as_it_was():
    chance = random.Random(1)
    for _ in range(50_000):
        cell = "".join(chance.choices("='+-@＝\t\r\n;\"\u00a0\u200b a", k=chance.randrange(10)))
        assert unescaped(escaped(cell)) == cell


def test_no_page_turns_text_into_markup():
    for folder in ("pages", "components", "state"):
        for file in (SOURCES / folder).rglob("*.py"):
            code = file.read_text()
            for door in ("rx.html", "rx.markdown", "dangerously", "rx.call_script", "rx.script("):
                assert door not in code, (file.name, door)


@pytest.mark.parametrize("name", MALICE)
async def test_a_name_reaches_the_page_as_the_text_it_is(tab, session: Session, bob, name: str):
    session.add(Event(name=name))
    session.commit()
    browser = await tab(cookie_of(bob))
    await browser.open_page("/events")
    choices = [
        choice["name"]
        for update in browser.received
        for vars_ in (update.get("delta") or {}).values()
        for choice in vars_.get("event_choices_rx_state_", [])
    ]
    assert name in choices and "49" not in choices


@pytest.mark.parametrize("path", ["/%0d%0aSet-Cookie:%20x=y", "/a\tb", "/accounts\r\nx: y"])
def test_no_answer_s_header_can_be_written_from_outside(client, with_password, bob, path: str):
    form = {"email": bob.email, "password": with_password, "next": path}
    answer = client.post("/api/auth/signin", data=form)
    assert "\r" not in answer.headers["location"] and "\n" not in answer.headers["location"]
    cookies = [cookie.partition("=")[0] for cookie in answer.headers.get_list("set-cookie")]
    assert cookies == ["yardflow", f"yardflow-known-{bob.user_id}"]
    assert "x=y" not in answer.headers["set-cookie"]
