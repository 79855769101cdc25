"""Every handler there is, over the real socket, as nobody, as MEMBER and as ADMIN."""

import inspect
from collections import defaultdict
from typing import Any

import pytest
from reflex_base.registry import RegistrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import Tab
from yardflow import db
from yardflow.auth import handlers
from yardflow.auth.handlers import Access

# What changes by itself when somebody only tries: the log of it, and when they were last seen.
BESIDE = {"audit_log", "audit_tally", "login_session"}
NO_SUCH_ID = 987654


@pytest.fixture(autouse=True)
def whole_product(the_gate, unhurried, monkeypatch) -> None:
    """All pages are loaded, so all states are registered; each refusal has its line in the log, and
    no haste of ours holds us up.
    """
    monkeypatch.setattr(the_gate.refusals, "most", 10_000)


def registered() -> dict[str, Any]:
    return RegistrationContext.get().event_handlers


def by_state() -> dict[str, list[tuple[str, Any]]]:
    by_state: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for name, handler in registered().items():
        if "tests." not in handler.states[0].__module__:
            by_state[handler.states[0].__name__].append((name, handler))
    return by_state


def fitting(handler: Any) -> dict[str, Any]:
    """Arguments of the types that the handler asks for, naming nothing that exists."""
    hints = handler._type_hints or {}
    named = list(inspect.signature(handler.fn).parameters.values())[1:]
    required = [parameter for parameter in named if parameter.default is inspect.Parameter.empty]
    return {parameter.name: _something(hints.get(parameter.name)) for parameter in required}


def _something(hint: Any) -> Any:
    if hint is int:
        return NO_SUCH_ID
    if hint is bool:
        return True
    if hint is float:
        return 1.5
    kind = getattr(hint, "__origin__", hint)
    return {} if kind is dict else [] if kind in (list, tuple, set) else str(NO_SUCH_ID)


def everything() -> dict[str, str]:
    """A fingerprint of each table."""
    with db.session() as session:
        return {
            table.name: session.execute(
                text(f"SELECT coalesce(md5(string_agg(t::text, '|')), '') FROM \"{table.name}\" t")
            ).scalar_one()
            for table in SQLModel.metadata.sorted_tables
            if table.name not in BESIDE
        }


def test_every_handler_is_in_the_table_and_the_table_names_nothing_else():
    assert handlers.missing(registered()) == [], "declare in yardflow/domains who may call these"
    assert handlers.left_over(registered()) == []


def test_only_what_a_page_needs_to_appear_is_open_to_everybody():
    opened = {path for path, access in handlers.table().items() if access == Access.EVERYBODY}
    assert opened == {
        "reflex.state.State.hydrate",
        "reflex.state.State.hydrate_and_load",
        "reflex.state.State.set_is_hydrated",
        "reflex.state.OnLoadInternalState.on_load_internal",
        "reflex.state.OnLoadInternalState.set_is_hydrated",
        "yardflow.state.login.LoginState.read_address",
        "yardflow.state.invitation.InvitationState.read_address",
    }


async def test_nobody_changes_nothing_and_learns_nothing(tab, alice, bob, techexpo):
    before = everything()
    for state, of_state in by_state().items():
        browser = await tab()
        closed = [each for each in of_state if handlers.access_of(*each) != Access.EVERYBODY]
        deltas = [a for a in await _all_of(browser, closed) if a.get("delta")]
        assert all(map(_only_frame, deltas)), (state, deltas)
        await _all_of(browser, [each for each in of_state if each not in closed])
        assert alice.email not in browser.text and techexpo.name not in browser.text, state
    assert everything() == before


async def _all_of(browser: Tab, named: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Calls one after the other; what came before all were answered. To wait for each would have
    the whole state sent a thousand times.
    """
    seen = len(browser.received)
    for name, each in named:
        await browser.send(name, **fitting(each.handler))
    await browser.settle()
    return browser.received[seen:-1]


def _only_frame(answer: dict[str, Any]) -> bool:
    """The tail of a hydrate: the flag that the page is drawn."""
    states = answer["delta"]
    return all(set(vars_) <= {"is_hydrated_rx_state_"} for vars_ in states.values()) or (
        len(states) > 5
    )


@pytest.mark.heavy
@pytest.mark.parametrize("who", ["bob", "alice"])
async def test_everybody_reaches_what_the_table_says_and_no_more(
    tab, alice, bob, techexpo, caplog, who
):
    person = alice if who == "alice" else bob
    cookie = cookie_of(person)
    for state, of_state in by_state().items():
        browser = await tab(cookie)
        caplog.clear()
        await _all_of(browser, of_state)
        said = caplog.text
        for name, each in of_state:
            access = handlers.access_of(name, each)
            denied = f"{handlers.path_of(name, each)} was refused: it takes" in said
            may = access in (Access.EVERYBODY, Access.MEMBER) or (
                access == Access.ADMIN and person is alice
            )
            assert denied != may, (state, name, said)
        assert "A handler failed" not in said, (state, said)
        assert not browser.redirects or "/login" not in str(browser.redirects), (
            state,
            browser.redirects,
        )
