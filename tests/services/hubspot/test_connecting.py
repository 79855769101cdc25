"""Connecting the workplace to HubSpot and ending it: who may, what is checked, what is stored."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests.fixtures.hubspot_connection import in_browser, press_connect, stored
from yardflow import clock, db, encryption
from yardflow.encryption import NoEncryptionKey
from yardflow.errors import Conflict, Forbidden, Invalid, NotFound
from yardflow.integrations.errors import AccountError, ProviderError
from yardflow.integrations.hubspot.refusals import TokenRefused
from yardflow.models import AuditEntry, HubSpotAuthorization, HubSpotConnection
from yardflow.services.hubspot.connection import authorizing, checking, connecting, store, views
from yardflow.services.hubspot.connection.scopes import OPTIONAL, REQUIRED


def begun(session, who) -> str:
    address = authorizing.begin(session, who)
    session.commit()
    return address


def entries(session) -> list[str]:
    return [
        entry.action
        for entry in session.exec(select(AuditEntry).order_by(AuditEntry.id))
        if "hubspot" in entry.action
    ]


def oauth_calls(sandbox) -> list[str]:
    return [each["path"] for each in sandbox.received("hubspot") if "2026-03" in each["path"]]


def test_who_allows_our_app_connects_the_workplace(session, admin, connect):
    connection = connect()
    assert (connection.kind, connection.portal_id) == ("oauth", 24_000_001)
    assert set(connection.scopes) == {*REQUIRED, *OPTIONAL}
    assert connection.expires_at - clock.now() > timedelta(minutes=29)
    assert connection.connected_by == admin.user_id and connection.succeeded_at
    assert entries(session) == ["hubspot.connected"]
    view = views.get(session, admin)
    assert (view.status, view.missing, view.connected_by) == ("connected", (), "Alice")


def test_tokens_lie_in_the_database_sealed_and_show_nowhere(session, admin, connect):
    connection = connect()
    tokens = [encryption.unseal(connection.access_token)]
    tokens.append(encryption.unseal(connection.refresh_token))
    rows = session.execute(text("SELECT c::text FROM hubspot_connection c")).scalar_one()
    audit = str([entry.model_dump() for entry in session.exec(select(AuditEntry))])
    shown = repr(views.get(session, admin)) + repr(store.read(session)) + rows + audit
    assert not any(token in shown for token in tokens)


@pytest.mark.parametrize("column", ["access_token", "refresh_token"])
def test_the_database_takes_no_token_in_clear(session, connect, column):
    connect()
    with pytest.raises(Conflict, match="is_sealed"), db.session() as other:
        other.execute(text(f"UPDATE hubspot_connection SET {column} = 'pat-in-clear'"))


def test_only_an_admin_in_a_browser_begins(session, alice, bob, sandbox):
    for who in (bob, in_browser(session, bob), alice):
        with pytest.raises(Forbidden):
            authorizing.begin(session, who)
    assert session.exec(select(HubSpotAuthorization)).all() == []


def test_of_the_state_only_a_hash_is_kept(session, admin, sandbox):
    back = press_connect(begun(session, admin))
    row = session.exec(select(HubSpotAuthorization)).one()
    assert back["state"] not in str(row.model_dump()) and row.session_id == admin.session_id


def test_a_state_serves_once(session, admin, connect, sandbox):
    address = begun(session, admin)
    first, second = press_connect(address), press_connect(address)
    connecting.by_code(session, admin, **first)
    session.commit()
    with pytest.raises(Forbidden, match="used already"):
        connecting.by_code(session, admin, **second)


def test_a_state_is_used_up_by_an_exchange_that_fails(session, admin, sandbox):
    back = press_connect(begun(session, admin))
    sandbox.fail("down", "hubspot", path="/token")
    with pytest.raises(ProviderError):
        connecting.by_code(session, admin, **back)
    session.rollback()
    with pytest.raises(Forbidden):
        connecting.by_code(session, admin, **back)


@pytest.mark.parametrize("state", ["", "invented", "x" * 1_000_000])
def test_an_invented_state_asks_hubspot_nothing(session, admin, sandbox, state):
    with pytest.raises(Forbidden):
        connecting.by_code(session, admin, "a-code", state)
    assert oauth_calls(sandbox) == []


def test_a_state_is_of_one_login_session(session, admin, carol, sandbox):
    back = press_connect(begun(session, admin))
    for other in (in_browser(session, carol), in_browser(session, admin), carol):
        with pytest.raises(Forbidden):
            connecting.by_code(session, other, **back)
    assert oauth_calls(sandbox) == []
    connecting.by_code(session, admin, **back)  # whose it is can still come back with it


def test_a_state_lasts_ten_minutes(session, admin, sandbox):
    back = press_connect(begun(session, admin))
    with clock.at(clock.now() + timedelta(minutes=10)):
        with pytest.raises(Forbidden):
            connecting.by_code(session, admin, **back)
        begun(session, admin)
    assert len(session.exec(select(HubSpotAuthorization)).all()) == 1  # the former is gone


def test_who_is_no_admin_by_now_does_not_connect(session, admin, bob, sandbox):
    back = press_connect(begun(session, admin))
    with pytest.raises(Forbidden, match="Only administrators"):
        connecting.by_code(session, bob, **back)


def test_a_code_of_someone_else_s_does_not_fit_our_verifier(session, admin, sandbox):
    foreign = press_connect(begun(session, admin))["code"]
    own = press_connect(begun(session, admin))
    with pytest.raises(AccountError):
        connecting.by_code(session, admin, foreign, own["state"])
    assert session.exec(select(HubSpotConnection)).all() == []


@pytest.mark.parametrize("path", ["/introspect", "/details"])
def test_what_is_granted_and_not_stored_is_given_back(session, admin, sandbox, path):
    back = press_connect(begun(session, admin))
    sandbox.fail("malformed", "hubspot", path=path)
    with pytest.raises(ProviderError):
        connecting.by_code(session, admin, **back)
    assert oauth_calls(sandbox)[0].endswith("/revoke")
    assert store.read() is None


def test_without_an_encryption_key_nothing_begins(session, admin, sandbox, set_up):
    set_up(ENCRYPTION_KEYS=None, YARDFLOW_ENV="production")
    for begin in (
        lambda: authorizing.begin(session, admin),
        lambda: connecting.by_token(session, admin, "sandbox"),
    ):
        with pytest.raises(NoEncryptionKey, match="set ENCRYPTION_KEYS"):
            begin()
    assert sandbox.received("hubspot") == [] and store.read() is None


def test_without_an_app_it_says_what_to_set(session, admin, set_up):
    set_up(HUBSPOT_BASE_URL=None, HUBSPOT_ACCESS_TOKEN=None)
    with pytest.raises(AccountError, match="HUBSPOT_CLIENT_ID"):
        authorizing.begin(session, admin)
    assert views.get(session, admin).ways == ("token",)


def test_the_real_hubspot_is_asked_at_its_own_address(session, admin, set_up):
    set_up(HUBSPOT_BASE_URL=None, HUBSPOT_CLIENT_ID="an-id", HUBSPOT_CLIENT_SECRET="a-secret")
    address = authorizing.begin(session, admin)
    assert address.startswith("https://app.hubspot.com/oauth/authorize?client_id=an-id&")
    assert "code_challenge_method=S256" in address and "a-secret" not in address


def test_a_private_app_s_token_is_tried_before_it_is_stored(session, admin, sandbox):
    with pytest.raises(TokenRefused, match="Check it and try again"):
        connecting.by_token(session, admin, "wrong")
    assert store.read() is None
    connecting.by_token(session, admin, "  sandbox\n")
    session.commit()
    connection = stored(session)
    assert (connection.kind, connection.expires_at) == ("private_app", None)
    assert encryption.unseal(connection.access_token) == "sandbox"


@pytest.mark.parametrize("token", ["", " ", "two words", "tökén", "a\x00b", "x" * 301, "x" * 10**6])
def test_what_can_be_no_token_is_not_sent(session, admin, sandbox, token):
    with pytest.raises(Invalid) as refusal:
        connecting.by_token(session, admin, token)
    assert "token" in refusal.value.fields and sandbox.received("hubspot") == []


def test_the_server_s_own_token_is_one_press_away(session, admin, sandbox, set_up):
    with pytest.raises(NotFound):  # the sandbox's key stands for the sandbox alone
        connecting.by_server_token(session, admin)
    set_up(HUBSPOT_ACCESS_TOKEN="pat-of-the-server")
    assert "server_token" in views.get(session, admin).ways
    with pytest.raises(TokenRefused):  # the sandbox doesn't know it
        connecting.by_server_token(session, admin)


def test_a_member_reads_and_changes_nothing(session, bob, connect):
    connect()
    assert views.get(session, bob).status == "connected"
    for act in (connecting.disconnect, connecting.by_server_token, checking.check):
        with pytest.raises(Forbidden):
            act(session, bob)
    with pytest.raises(Forbidden):
        connecting.by_token(session, bob, "sandbox")


def test_disconnecting_ends_it_there_and_keeps_what_is_here(session, admin, connect, sandbox):
    connect()
    said = connecting.disconnect(session, admin)
    session.commit()
    assert said == "HubSpot disconnected. Everything that is in YardFlow stays."
    assert oauth_calls(sandbox)[0].endswith("/revoke")
    assert store.read() is None and views.get(session, admin).status == "not_connected"
    assert entries(session) == ["hubspot.connected", "hubspot.disconnected"]
    with pytest.raises(NotFound):
        connecting.disconnect(session, admin)


def test_disconnecting_works_while_hubspot_is_away(session, admin, connect, sandbox):
    connect()
    sandbox.fail("down", "hubspot")
    assert "Connected apps" in connecting.disconnect(session, admin)
    session.commit()
    assert store.read() is None


def test_of_a_private_app_it_is_said_that_its_token_stays_valid(session, admin, sandbox):
    connecting.by_token(session, admin, "sandbox")
    session.commit()
    assert "until you rotate it" in connecting.disconnect(session, admin)


def test_a_missing_scope_is_named_with_what_it_costs(session, admin, connect, sandbox):
    sandbox.choose_oauth(scopes=[name for name in REQUIRED if "deals.write" not in name])
    connect()
    lacking = {scope.name: scope.without for scope in views.get(session, admin).missing}
    assert lacking["crm.objects.deals.write"] == "Deals can't be created or changed in HubSpot."
    assert set(lacking) == {"crm.objects.deals.write", *OPTIONAL}


def test_a_test_says_whether_it_works_and_learns_the_scopes(session, admin, connect, sandbox):
    connect()
    assert checking.check(session, admin).message == "Connected to account 24000001."
    sandbox.fail("down", "hubspot")
    result = checking.check(session, admin)
    assert not result.ok and "a problem" in result.message and "error 500" in result.details
    connecting.by_token(session, admin, "sandbox")
    session.commit()
    sandbox.choose_oauth(scopes=["oauth"])
    result = checking.check(session, admin)
    assert result.ok and "10 scopes are missing" in result.message
    assert len(views.get(session, admin).missing) == 10


def test_another_account_does_not_take_the_place_of_the_connected_one(
    session, admin, connect, sandbox
):
    connect()
    session.execute(text("UPDATE hubspot_connection SET portal_id = 7"))
    session.commit()
    with pytest.raises(Conflict, match="account 7"):
        connect()
    assert oauth_calls(sandbox)[0].endswith("/revoke")
    with pytest.raises(Conflict, match="Disconnect it"):
        connecting.by_token(session, admin, "sandbox")
    assert store.read().portal_id == 7


def test_nothing_to_test_is_not_found(session, admin, sandbox):
    with pytest.raises(NotFound):
        checking.check(session, admin)
