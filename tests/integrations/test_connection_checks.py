"""The connection check: it asks what enrichment will ask, and answers whatever comes back."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlmodel import select

from tests.fixtures import spending
from tests.fixtures.examples import examples
from tests.integrations.test_connections import KEYS
from yardflow import config, db
from yardflow.integrations.connection_checks import Check, check
from yardflow.integrations.openai import connection_check as openai_check
from yardflow.models import BulkMode, Charge, ChargeStatus, EnrichmentBulk
from yardflow.services.enrichment import connection_check, overview

pytestmark = pytest.mark.usefixtures("database")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "scopes",
                    "id",
                    "error",
                    "status",
                    "portalId",
                    "usage",
                    "code",
                    "message",
                    "category",
                ]
            )
            | st.text(max_size=10),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
STRANGE = [b"[]", b'{"scopes": null}', b'"x"', b"{}", b"<html>200 OK", b"", b"[" * 100_000, b"\xff"]
STATUSES = [200, 201, 204, 400, 401, 403, 404, 405, 429, 500, 503]


class Anything(BaseHTTPRequestHandler):
    """Answers every request with what the test put there."""

    status, body = 200, b""

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.send_response(self.status)
        body = b"" if self.status == 204 else self.body
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = _answer

    def log_message(self, *args) -> None:
        """Says nothing."""


@pytest.fixture
def anything(set_up) -> Iterator[type[Anything]]:
    """A server that stands for all three providers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Anything)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    set_up(
        **{
            name: "sandbox" if "KEY" in name or "TOKEN" in name else address
            for names in KEYS.values()
            for name in names
        }
    )
    yield Anything
    server.shutdown()
    server.server_close()
    thread.join()


def all_checks() -> list[Check]:
    name = config.settings().openai_model
    return [
        check("hubspot"),
        check("sendgrid"),
        openai_check.model(name),
        openai_check.question(name).check,
        openai_check.batches(name),
    ]


@pytest.mark.parametrize("body", STRANGE)
@pytest.mark.parametrize("status", [200, 403])
def test_what_no_provider_would_say_is_not_fine(anything, status, body):
    anything.status, anything.body = status, body
    for result in all_checks()[:2]:
        assert not result.ok and result.message
    assert not openai_check.question("gpt-6-luna").check.ok


def test_sendgrid_s_key_is_asked_for_what_sending_and_verifying_senders_need(anything):
    for scopes, ok, named in (
        (["user.profile.read"], False, "mail.send"),
        (["mail.send"], True, "whitelabel.read"),
        (["mail.send", "whitelabel.read"], True, "Connected."),
    ):
        anything.status, anything.body = 200, json.dumps({"scopes": scopes}).encode()
        result = check("sendgrid")
        assert result.ok is ok and named in result.message


@pytest.mark.heavy
@how(max_examples=examples(30))
@given(status=st.sampled_from(STATUSES), body=JSON)
def test_whatever_comes_back_each_check_answers(anything, status, body):
    anything.status, anything.body = status, json.dumps(body).encode()
    for result in all_checks():
        assert result.ok or result.message
        assert "\n" not in str(result.details)


def test_it_asks_about_the_model_that_was_chosen_with_the_question_that_is_asked(sandbox, alice):
    with db.session() as session:
        overview.save_settings(session, alice, None, {"model": "gpt-6-luna"})
    result = connection_check.check_openai()
    assert result.ok and "gpt-6-luna answered a question for $0." in result.message
    question, model = sandbox.received()
    assert (model["method"], model["path"]) == ("GET", "/openai/v1/models/gpt-6-luna")
    assert question["path"] == "/openai/v1/responses"
    assert question["body"]["model"] == "gpt-6-luna"
    assert question["body"]["service_tier"] == "default"


def charges() -> list[Charge]:
    with db.session() as session:
        return list(session.exec(select(Charge)).all())


def test_its_question_is_paid_for_like_any_other(sandbox):
    assert connection_check.check_openai().ok
    (charge,) = charges()
    assert (charge.status, charge.run_id, charge.contact_id) == (ChargeStatus.SETTLED, None, None)
    assert 0 < charge.spent_usd < charge.reserved_usd < 0.01
    assert spending.committed() == spending.counted() == charge.spent_usd


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        ({"fault": "drop"}, ChargeStatus.UNCONFIRMED),
        ({"fault": "malformed"}, ChargeStatus.UNCONFIRMED),
        ({"fault": "lying_usage", "lie": "total"}, ChargeStatus.UNCONFIRMED),
        ({"fault": "rate_limited"}, ChargeStatus.RELEASED),
        ({"fault": "error", "status": 401}, ChargeStatus.RELEASED),
        ({"fault": "reasoned"}, ChargeStatus.SETTLED),
    ],
)
def test_the_money_of_its_question_is_accounted_for(sandbox, fault, left):
    sandbox.fail(**fault, path="/responses")
    connection_check.check_openai()
    assert [charge.status for charge in charges()] == [left]
    assert spending.committed() == spending.counted()


def test_without_money_for_today_no_question_is_asked(sandbox, alice):
    with db.session() as session:
        overview.save_settings(session, alice, None, {"daily_budget_usd": "0"})
    result = connection_check.check_openai()
    assert not result.ok and "budget" in result.message
    assert [request["method"] for request in sandbox.received()] == ["GET"]


def test_a_key_that_may_not_read_models_is_good_all_the_same(sandbox):
    scopes = {"status": 403, "message": "Missing scopes: api.model.read."}
    sandbox.fail("error", path="/models/gpt-5.4-mini", **scopes)
    assert connection_check.check_openai().ok


@pytest.fixture
def economy_was_used(session) -> None:
    session.add(EnrichmentBulk(label="TechExpo", mode=BulkMode.ECONOMY))
    session.commit()


@pytest.mark.usefixtures("economy_was_used")
def test_where_economy_mode_is_used_its_permissions_are_checked_and_nothing_is_left(sandbox):
    assert "Economy mode works" in connection_check.check_openai().message
    made = [(request["method"], request["status"]) for request in sandbox.received()[:3]]
    assert made == [("POST", 404), ("DELETE", 200), ("POST", 200)]
    assert len(charges()) == 1


@pytest.mark.usefixtures("economy_was_used")
@pytest.mark.parametrize("path", ["/files", "/batches"])
def test_a_key_without_the_permissions_of_economy_mode_is_told(sandbox, path):
    scopes = {"status": 401, "message": "Missing scopes: api.files.write."}
    sandbox.fail("error", path=path, **scopes)
    result = connection_check.check_openai()
    assert not result.ok
    assert result.message.startswith("Economy mode can't be used.")
    assert "lacks a permission" in result.message


def test_the_last_day_of_the_model_is_told(sandbox, set_up):
    set_up(OPENAI_MODEL="gpt-5.4-nano")
    result = connection_check.check_openai()
    assert result.ok and "gpt-5.4-nano stops on Apr 1, 2027" in result.message


def test_hubspot_s_missing_scope_is_no_bad_key(sandbox):
    sandbox.fail("error", "hubspot", status=403, message="The app hasn't been granted scopes.")
    result = check("hubspot")
    assert "lacks a scope" in result.message
    assert result.details.code == "MISSING_SCOPES" and result.details.request_id
