"""Values that no person would send: each is refused or answered, and none is our own failure."""

import base64
import json

import pytest

from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import full_name
from yardflow import db
from yardflow.errors import Invalid, NotFound
from yardflow.models import Import, ImportKind, LoginSession, User
from yardflow.services import imports
from yardflow.services.operations import jobs
from yardflow.services.records import active_event
from yardflow.services.team import invitations, sessions, tokens, users

pytestmark = pytest.mark.usefixtures("database")

HUGE = 10**30
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("email", "status"), [("a\x00b@c.d", 401), ("\ud800", 422), ("\ud800@c.d", 422)]
)
def test_signing_in_with_what_is_no_address_opens_nothing(client, email: str, status: int):
    body = json.dumps({"email": email, "password": "x"})
    assert client.post("/api/auth/signin", content=body, headers=JSON).status_code == status


def test_a_form_with_a_zero_byte_is_simply_wrong(client):
    form = {"email": "a\x00b@c.d", "password": "x"}
    assert client.post("/api/auth/signin", data=form).headers["location"] == "/login?error=wrong"


def test_an_address_with_a_zero_byte_counts_as_the_same_person(client, with_password):
    for _ in range(10):
        client.post("/api/auth/signin", json={"email": "bob@yardflow.test", "password": "wrong"})
    disguised = {"email": "b\x00ob@yardflow.test", "password": with_password}
    assert client.post("/api/auth/signin", json=disguised).status_code == 429


def test_json_too_deep_to_read_is_no_json(client):
    answer = client.post("/api/auth/signin", content="[" * 15_000, headers=JSON)
    assert answer.status_code == 422


def test_a_referer_that_is_no_address_leads_home(client, with_password):
    form = {"email": "bob@yardflow.test", "password": with_password}
    answer = client.post("/api/auth/signin", data=form, headers={"Referer": "http://[bad"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_token_that_is_no_text_opens_no_invitation(client):
    body = json.dumps({"token": "\ud800", "name": "Carol", "password": "a sentence is good"})
    assert client.post("/api/auth/join", content=body, headers=JSON).status_code == 422


@pytest.mark.parametrize("number", [2**63, HUGE, -HUGE, 0])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/jobs/{}"),
        ("POST", "/api/jobs/{}/cancel"),
        ("POST", "/api/jobs/{}/run"),
        ("DELETE", "/api/tokens/{}"),
        ("POST", "/api/auth/sessions/{}/revoke"),
        ("GET", "/api/imports/{}"),
    ],
)
def test_a_number_that_can_be_no_id_finds_nothing(sign_in, bob, method, path, number: int):
    answer = sign_in(bob).request(method, path.format(number))
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/api/jobs", "/api/imports"])
@pytest.mark.parametrize("cursor", [2**63, HUGE, -HUGE])
def test_a_cursor_past_every_id_is_refused(sign_in, bob, path: str, cursor: int):
    assert sign_in(bob).get(path, params={"cursor": cursor}).status_code == 422


@pytest.mark.parametrize("sort", ["icpScore", "-icpScore", "stage", "-stage"])
@pytest.mark.parametrize("value", [HUGE, -HUGE, 2**31])
def test_a_forged_cursor_is_not_known(sign_in, bob, techexpo, sort: str, value: int):
    forged = base64.urlsafe_b64encode(json.dumps([1, value, 1, False]).encode()).decode()
    query = {"sort": sort, "cursor": forged, "eventId": techexpo.id}
    answer = sign_in(bob).get("/api/accounts", params=query)
    assert answer.status_code == 404 and "first page" in answer.json()["error"]["message"]


@pytest.mark.parametrize("row", [HUGE, 2**31, 0, -HUGE])
def test_a_row_that_no_list_has_is_not_fixed(sign_in, session, bob, techexpo, row: int):
    record = Import(
        event_id=techexpo.id,
        kind=ImportKind.CONTACTS,
        filename="people.csv",
        size=1,
        source={},
        headers=["Name"],
        headers_key="x",
        mapping={},
        counts={},
        made_by=bob.user_id,
    )
    session.add(record)
    session.commit()
    change = {"cells": [{"row": row, "column": "Name", "value": "Ann"}]}
    answer = sign_in(bob).patch(f"/api/imports/{record.id}", json=change)
    assert answer.status_code == 422 and "cells" in answer.text


def test_a_token_s_name_keeps_what_can_be_read(sign_in, bob, with_password):
    body = {"name": "Ex\x00port", "scopes": ["read"], "password": with_password}
    made = sign_in(bob).post("/api/tokens", json=body)
    assert (made.status_code, made.json()["token"]["name"]) == (201, "Export")
    empty = sign_in(bob).post("/api/tokens", json=body | {"name": "\x00"})
    assert empty.status_code == 422


def test_names_and_addresses_of_people_keep_what_can_be_read(session, alice, bob):
    users.rename(session, bob, "B\x00o\ud800b")
    assert session.get_one(User, bob.user_id).name == "Bob"
    assert invitations.invite(session, alice, "ca\x00rol@c.de", "MEMBER").email == "carol@c.de"


@pytest.mark.parametrize("number", [HUGE, -HUGE])
def test_no_service_takes_a_number_past_every_id(session, alice, number: int):
    calls = (
        (users.change_role, "ADMIN"),
        (users.remove,),
        (invitations.withdraw,),
        (tokens.revoke,),
        (sessions.revoke,),
        (jobs.cancel,),
        (jobs.run_again,),
        (imports.get,),
        (active_event.switch,),
    )
    for service, *more in calls:
        with pytest.raises(NotFound):
            service(session, alice, number, *more)


@pytest.mark.parametrize("value", [HUGE, "\x00", "\ud800"])
def test_what_a_service_lets_through_is_refused_at_the_database(value, caplog):
    column = LoginSession.id if isinstance(value, int) else User.email
    with pytest.raises(Invalid), db.session() as session:
        session.query(column).filter(column == value).all()
    assert str(value) not in caplog.text


@pytest.mark.heavy
async def test_over_the_socket_such_values_lead_to_a_notice_at_most(tab, alice, bob):
    sorry = "Something went wrong on our"
    browser = await tab(cookie_of(alice))
    for state, method, payload in (
        ("JobsState", "cancel", {"job_id": HUGE}),
        ("JobsState", "run_again", {"job_id": HUGE}),
        ("SessionsState", "end", {"session_id": HUGE}),
        ("TeamState", "withdraw", {"invitation_id": HUGE}),
        ("TeamState", "change_role", {"user_id": HUGE, "role": "ADMIN"}),
        ("TeamState", "ask_remove", {"user_id": HUGE, "name": "\x00"}),
        ("TeamState", "remove", {}),
        ("TeamState", "invite", {"form": {"email": "\x00", "role": "MEMBER"}}),
        ("TokensState", "ask_revoke", {"token_id": HUGE}),
        ("TokensState", "revoke", {}),
        ("TeamState", "ask_role", {"user_id": HUGE, "role": "ADMIN"}),
        ("TeamState", "ask_role", {"user_id": alice.user_id, "role": "\x00"}),
        ("ProfileState", "rename", {"form": {"name": "Al\x00ice"}}),
        ("Workplace", "switch_event", {"event_id": "²"}),
        ("Workplace", "switch_event", {"event_id": "9" * 5000}),
        ("AccountState", "assign", {"account_id": 0, "owner_id": "9" * 5000}),
        ("AccountState", "release", {"account_id": HUGE}),
        ("AccountState", "ask_override", {"open": True}),
        ("AccountState", "override", {"form": {"score": "9" * 5000, "reason": "x"}}),
        ("ContactState", "assign", {"contact_id": 0, "owner_id": "9" * 5000}),
        ("EnrichNow", "watch", {"contact_ids": [HUGE]}),
        ("EnrichNow", "press", {"contact_id": HUGE}),
    ):
        await browser.call(full_name(state, method), **payload)
        await browser.settle()  # an apology is an event of its own
        assert sorry not in browser.text, (state, method)
    assert "Job not found." in browser.text and "Token not found." in browser.text
