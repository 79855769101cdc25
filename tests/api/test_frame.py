"""The frame of the HTTP API: who is let in, how failures look, what is refused at the door."""

import httpx
import pytest
from fastapi import routing
from fastapi.exceptions import RequestValidationError
from fastapi.testclient import TestClient
from sqlmodel import Session, select
from starlette.applications import Starlette

from tests.conftest import no_database
from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import full_name
from yardflow import clock, config, db
from yardflow.api import guard
from yardflow.api.app import make
from yardflow.api.deps import Admin
from yardflow.auth import address
from yardflow.auth.rate_limit import RateLimiter
from yardflow.errors import Conflict, NoDatabase, NotFound, TooMany, Unavailable
from yardflow.models import AuditEntry, AuditTally
from yardflow.services import audit
from yardflow.services.team import tokens

pytestmark = pytest.mark.usefixtures("database")


def bearer(session: Session, who, scopes: list[str]) -> dict[str, str]:
    secret = tokens.create(session, who, "test", scopes).secret
    session.commit()
    return {"Authorization": f"Bearer {secret}"}


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert set(body) == {"error"} and set(body["error"]) == {"code", "message", "fields"}
    return answer.status_code, body["error"]["code"]


def test_who_brings_nothing_or_nonsense_is_nobody(client):
    for headers in ({}, {"Authorization": "Bearer yf_nonsense"}, {"Authorization": "Basic eDp4"}):
        answer = client.get("/api/jobs", headers=headers)
        assert code(answer) == (401, "unauthenticated")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_opens_what_its_owner_may_see(client, session, bob):
    headers = bearer(session, bob, ["read"])
    assert client.get("/api/jobs", headers=headers).json() == {
        "items": [],
        "total": 0,
        "totalIsCapped": False,
        "next": None,
    }


def test_a_reading_token_writes_nothing(client, session, bob):
    headers = bearer(session, bob, ["read"])
    assert code(client.post("/api/jobs/1/cancel", headers=headers)) == (403, "forbidden")


def test_a_token_does_nothing_about_its_owner_s_access(client, session, bob):
    headers = bearer(session, bob, ["write"])
    assert client.post("/api/auth/signout-everywhere", headers=headers).status_code == 403
    body = {"name": "another", "scopes": ["write"]}
    assert client.post("/api/tokens", json=body, headers=headers).status_code == 403


def test_a_refusal_is_in_the_audit_log(client, session, bob):
    client.post("/api/jobs/7/cancel", headers=bearer(session, bob, ["read"]))
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "access.denied")).one()
    assert (entry.user_id, entry.after) == (
        bob.user_id,
        {"route": "POST /api/jobs/{job_id}/cancel", "token": 1},
    )


def test_an_unknown_address_is_a_json_404(client):
    for path in ("/api/nothing", "/api", "/api/", "/api/events/x/y/z", "/api/ping/"):
        assert code(client.get(path)) == (404, "not_found"), path


def test_an_address_with_a_line_break_comes_here_however_we_are_mounted(urls):
    outer = Starlette()  # as Reflex has one above all that is ours
    outer.mount("", make())
    program = TestClient(outer)
    for path in ("/api/%0A", "/api/a%0Ab", "/api/contacts/%0A/1", "/api/%FF", "/api/%00"):
        assert code(program.get(path)) == (404, "not_found"), path


def test_an_address_says_which_methods_it_takes(client):
    answer = client.delete("/api/ping")
    assert code(answer) == (405, "method_not_allowed") and answer.headers["allow"] == "GET, HEAD"


def test_whether_it_is_well_may_be_asked_without_a_body(client):
    answer = client.head("/api/ping")
    assert (answer.status_code, answer.content) == (200, b"")
    assert client.head("/api/health").status_code == client.get("/api/health").status_code


def test_a_form_where_json_is_expected_is_told_so(sign_in, bob):
    answer = sign_in(bob).post("/api/events", data={"name": "TechExpo"})
    assert code(answer) == (415, "unsupported_media_type")
    assert "Send JSON" in answer.json()["error"]["message"]


def test_an_address_of_no_record_is_a_404(sign_in, bob):
    browser = sign_in(bob)
    for path in ("/api/events/first", "/api/imports/first", f"/api/events/{10**30}"):
        assert code(browser.get(path)) == (404, "not_found"), path


def test_an_address_that_is_no_id_says_which_methods_it_takes(sign_in, bob):
    for method in ("GET", "OPTIONS", "PATCH", "DELETE"):
        answer = sign_in(bob).request(method, "/api/contacts/changes")
        assert code(answer) == (405, "method_not_allowed")
        assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b"[1]", b'"text"', b"{}"])
def test_a_body_that_does_not_fit_is_a_422(client, body: bytes):
    headers = {"Content-Type": "application/json"}
    assert code(client.post("/api/auth/signin", content=body, headers=headers)) == (422, "invalid")


def test_fields_are_named_and_their_values_never_repeated(client):
    answer = client.post("/api/auth/signin", json={"password": ["canary"]})
    assert set(answer.json()["error"]["fields"]) == {"email", "password"}
    assert "canary" not in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("Gone."), 404),
        (Conflict("Taken."), 409),
        (TooMany("Slow down.", 7), 429),
        (Unavailable("Away."), 503),
        (NoDatabase("Away."), 503),
        (RuntimeError("canary"), 500),
    ],
)
def test_every_failure_has_one_shape(error: Exception, status: int):
    app = make()

    @app.get("/broken")
    async def broken() -> None:
        raise error

    answer = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert code(answer)[0] == status and "canary" not in answer.text
    if status == 429:
        assert answer.headers["retry-after"] == "7"


def test_a_body_past_any_use_is_refused_however_it_is_declared(client):
    huge = b"x" * (guard.LARGEST_BODY + 1)
    declared = client.post("/api/auth/signin", content=huge)
    assert code(declared) == (413, "too_large")
    pieces = (huge[at : at + 65536] for at in range(0, len(huge), 65536))
    streaming = TestClient(make(), base_url=config.settings().url)
    headers = {"Content-Type": "application/json"}
    assert streaming.post("/api/auth/signin", content=pieces, headers=headers).status_code == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_s_form_is_refused(sign_in, bob, headers):
    browser = sign_in(bob)
    del browser.headers["Origin"]
    assert code(browser.post("/api/auth/signout", headers=headers)) == (403, "forbidden")
    assert browser.get("/api/auth/me").status_code == 200


def test_a_program_with_a_token_may_come_from_anywhere(client, session, bob):
    headers = bearer(session, bob, ["write"]) | {"Origin": "https://evil.example"}
    assert client.post("/api/jobs/1/cancel", headers=headers).status_code == 404


def test_a_token_does_not_let_another_site_use_the_cookie(sign_in, bob):
    browser = sign_in(bob)
    headers = {"Authorization": "Bearer x", "Origin": "https://evil.example"}
    answer = browser.post("/api/auth/signout", headers=headers)
    assert code(answer) == (403, "forbidden")
    assert browser.get("/api/auth/me").status_code == 200


def test_reflex_s_own_doors_are_shut(client):
    assert client.post("/_upload").status_code == 404
    assert client.get("/_upload/anything").status_code == 404
    assert client.get("/_health").status_code == 404


@pytest.fixture
def narrow() -> TestClient:
    """The API where a stranger's address, and a person, may call three times."""
    app = make()
    app.user_middleware.clear()
    few = {kind: RateLimiter(rate=0.001, burst=3) for kind in ("signed_in", "strangers")}
    app.add_middleware(guard.Guard, **few)
    return TestClient(app, base_url=config.settings().url)


def test_a_flood_is_told_to_slow_down(narrow):
    seen = [narrow.get("/api/nothing").status_code for _ in range(5)]
    assert seen == [404, 404, 404, 429, 429]
    assert narrow.get("/api/ping").status_code == 200


@pytest.mark.slow
def test_a_flood_of_strangers_holds_up_neither_sign_ins_nor_people_at_their_address(
    narrow, session, bob, with_password
):
    headers = bearer(session, bob, ["read"])
    assert narrow.get("/api/jobs", headers=headers).status_code == 200
    made_up = [{"Authorization": f"Bearer yf_{number}"} for number in range(5)]
    seen = [narrow.get("/api/jobs", headers=headers).status_code for headers in made_up]
    assert seen == [401, 401, 429, 429, 429]
    assert narrow.get("/api/jobs", headers=headers).status_code == 200
    body = {"email": bob.email, "password": with_password}
    origin = {"Origin": config.settings().url}
    assert narrow.post("/api/auth/signin", json=body, headers=origin).status_code == 200


@pytest.mark.slow
def test_a_person_has_one_pace_however_many_tokens(narrow, session, bob):
    mine = [bearer(session, bob, ["read"]) for _ in range(2)]
    for headers in mine:
        assert narrow.get("/api/jobs", headers=headers).status_code == 200
    seen = [narrow.get("/api/jobs", headers=mine[n % 2]).status_code for n in range(5)]
    assert seen == [200, 200, 200, 429, 429]


def test_what_is_remembered_of_callers_is_bounded(session, bob, monkeypatch):
    monkeypatch.setattr(guard, "_MAX_VERIFIED", 2)
    the_guard = guard.Guard(make())
    for number in range(5):
        the_guard._remember(f"secret {number}", "user 1")
    assert list(the_guard._verified) == ["secret 3", "secret 4"]


def test_only_an_administrator_passes_the_administrators_door(sign_in, alice, bob):
    app = make()
    app.router.routes.insert(0, app.router.routes.pop())

    @app.get("/only/admin")
    async def only(principal: Admin) -> str:
        return principal.name

    app.router.routes.insert(0, app.router.routes.pop())
    caller = TestClient(app)
    cookie = {"Cookie": sign_in(bob).headers["Cookie"]}
    assert caller.get("/only/admin", headers=cookie).status_code == 403
    cookie = {"Cookie": sign_in(alice).headers["Cookie"]}
    assert caller.get("/only/admin", headers=cookie).json() == "Alice"


@pytest.mark.parametrize(
    ("hops", "forwarded", "ip"),
    [
        (0, "6.6.6.6", "10.0.0.9"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "6.6.6.6", "10.0.0.9"),
    ],
)
def test_the_address_is_what_our_own_proxies_say(monkeypatch, hops, forwarded, ip):
    settings = config.Settings(trusted_proxy_hops=hops)
    monkeypatch.setattr(address, "settings", lambda: settings)
    headers = [(b"x-forwarded-for", forwarded.encode())]
    assert address.client_ip({"client": ("10.0.0.9", 1), "headers": headers}) == ip


@pytest.mark.slow
def test_the_documentation_is_our_own_and_names_every_route(client):
    page = client.get("/api/docs")
    assert client.get("/api/docs/").text == page.text
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text and "//cdn" not in page.text
    schema = client.get("/api/openapi.json").json()
    assert set(schema["components"]["securitySchemes"]) == {"token", "session", "cronSecret"}
    for path in schema["paths"]:
        assert path in page.text


def test_with_the_database_away_the_api_says_so(client, caplog):
    with no_database():
        answers = [
            client.get("/api/jobs", headers={"Authorization": "Bearer yf_x"}) for _ in range(2)
        ]
    assert {code(answer) for answer in answers} == {(503, "unavailable")}
    assert client.get("/api/jobs", headers={"Authorization": "Bearer yf_x"}).status_code == 401
    said = [record.message for record in caplog.records if "the database" in record.message]
    assert said == [
        "the database does not answer: OperationalError",
        "the database answers again",
    ]
    assert "port 9" not in answers[0].text + caplog.text, "the address of the database"


@pytest.mark.slow
def test_refusals_of_one_token_are_one_entry_a_minute_with_a_count(client, session, bob):
    reading, other = bearer(session, bob, ["read"]), bearer(session, bob, ["read"])
    refused = select(AuditEntry).where(AuditEntry.action == "access.denied").order_by(AuditEntry.id)
    for number in range(20):
        client.post(f"/api/jobs/{number}/cancel", headers=reading)
        client.post("/api/events", json={}, headers=reading)
    client.post("/api/jobs/1/cancel", headers=other)
    first, of_other = session.exec(refused).all()
    assert first.after["route"] == "POST /api/jobs/{job_id}/cancel"
    assert first.after["token"] != of_other.after["token"]
    with clock.at(clock.now() + audit.TOGETHER), db.session() as own:
        audit.close_tallies(own)
    session.rollback()
    assert [entry.after.get("times") for entry in session.exec(refused).all()] == [None, None, 40]
    assert session.exec(select(AuditTally)).all() == []


@pytest.mark.slow
async def test_refusals_of_one_person_on_one_handler_are_counted_too(tab, bob, session):
    browser = await tab(cookie_of(bob))
    for _ in range(10):
        await browser.send(full_name("TeamState", "remove"))
        await browser.send(full_name("TeamState", "load"))
    await browser.settle()
    refused = select(AuditEntry).where(AuditEntry.action == "access.denied").order_by(AuditEntry.id)
    handlers = [entry.after["handler"].rpartition(".")[2] for entry in session.exec(refused).all()]
    assert handlers == ["remove", "load"]
    assert {entry.times for entry in session.exec(select(AuditTally)).all()} == {10}


MANY = 250_000
WIDE_BODIES = [
    ("PATCH", "/api/imports/1", '{"cells":[' + "{}," * (MANY // 3) + "{}]}"),
    (
        "PATCH",
        "/api/imports/1",
        '{"mapping":{' + ",".join(f'"{n}":1' for n in range(25_000)) + "}}",
    ),
    ("POST", "/api/enrich/bulk/preview", '{"contactIds":[' + '"a",' * (MANY // 4) + '"a"]}'),
    ("POST", "/api/enrich/bulk", '{"contactIds":[' + "[]," * (MANY // 3) + "[]]}"),
    ("PATCH", "/api/contacts/1", '{"personas":[' + '"a",' * (MANY // 4) + '"a"]}'),
    ("PATCH", "/api/events/1", '{"targetPersonas":[' + "1," * (MANY // 2) + "1]}"),
    ("POST", "/api/enrich", "{" + ",".join(f'"k{n}":1' for n in range(22_000)) + "}"),
]


@pytest.mark.parametrize(("method", "path", "body"), WIDE_BODIES)
def test_a_body_of_many_wrong_parts_is_refused_at_the_first_few(
    client, session, bob, monkeypatch, method, path, body
):
    counts: list[int] = []

    class Noted(RequestValidationError):
        def errors(self):
            counts.append(len(self._errors))
            return super().errors()

    monkeypatch.setattr(routing, "RequestValidationError", Noted)
    assert len(body) < guard.LARGEST_BODY
    headers = bearer(session, bob, ["read", "write"]) | {"Content-Type": "application/json"}
    answer = client.request(method, path, content=body, headers=headers)
    assert code(answer) == (422, "invalid")
    assert counts and max(counts) < 10 and len(answer.json()["error"]["fields"]) <= 20


@pytest.mark.parametrize(
    "path", ["/api/auth/signin", "/api/auth/join", "/api/tokens", "/api/enrich"]
)
def test_a_form_is_small_before_anybody_takes_it_apart(client, path):
    body = "email=" + "%" * guard.LARGEST_FORM
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert code(client.post(path, content=body, headers=headers)) == (413, "too_large")
