"""How long the gate's finding holds for what its event does."""

import contextvars

import pytest

from tests.fixtures.product_in_process import cookie_of
from yardflow import db
from yardflow.auth import event_principal
from yardflow.auth.event_principal import ADMITTED_FOR_S, admit, admitted
from yardflow.services.access import Principal
from yardflow.services.team import sessions

pytestmark = pytest.mark.usefixtures("database")


def test_it_holds_for_a_moment_and_for_this_cookie_alone(alice: Principal, monkeypatch):
    cookie, now = cookie_of(alice), 100.0
    monkeypatch.setattr(event_principal.time, "monotonic", lambda: now)
    admit(cookie, alice)
    assert admitted(cookie, ADMITTED_FOR_S) == alice
    assert admitted(cookie_of(alice), ADMITTED_FOR_S) is None
    now += ADMITTED_FOR_S + 0.001
    assert admitted(cookie, ADMITTED_FOR_S) is None


def test_it_ends_with_any_session_that_ends(alice: Principal, bob: Principal):
    cookie = cookie_of(alice)
    cookie_of(bob)
    admit(cookie, alice)
    with db.session() as own:
        sessions.revoke_all(own, bob.user_id, "removed")
        assert admitted(cookie, ADMITTED_FOR_S) == alice  # until that is committed
    assert admitted(cookie, ADMITTED_FOR_S) is None


def test_it_is_of_its_event_and_of_no_other(alice: Principal):
    cookie = cookie_of(alice)
    contextvars.copy_context().run(admit, cookie, alice)
    assert admitted(cookie, ADMITTED_FOR_S) is None


def test_nobody_is_looked_up_again(alice: Principal):
    cookie = cookie_of(alice)
    admit(cookie, None)
    assert admitted(cookie, ADMITTED_FOR_S) is None
