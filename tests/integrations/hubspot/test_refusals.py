"""What HubSpot's errors mean: for whom they are, when to try again, and nothing personal."""

from datetime import timedelta

import pytest

from tests.fixtures.rows import each_row
from yardflow.integrations.errors import AccountError, PermanentError, TemporaryError
from yardflow.integrations.hubspot import refusals
from yardflow.integrations.hubspot.refusals import (
    AlreadyThere,
    GrantRefused,
    LimitReached,
    Policy,
    TokenRefused,
)

ERRORS = [
    # status, category, kind of error, how long to wait
    (400, "VALIDATION_ERROR", PermanentError, None),
    (401, "INVALID_AUTHENTICATION", TokenRefused, None),
    (401, "EXPIRED_AUTHENTICATION", TokenRefused, None),
    (403, "MISSING_SCOPES", AccountError, None),
    (404, "OBJECT_NOT_FOUND", PermanentError, None),
    (409, "CONFLICT", AlreadyThere, None),
    (414, None, PermanentError, None),
    (423, None, TemporaryError, 2),
    (429, "RATE_LIMITS", LimitReached, 7),
    (477, None, TemporaryError, 7),
    (500, "INTERNAL_ERROR", TemporaryError, 7),
    (502, None, TemporaryError, 7),
]


@each_row(("status", "category", "kind", "seconds"), ERRORS)
def test_each_error_has_its_kind_and_its_wait(status, category, kind, seconds):
    body = {"message": "Ann Lee <ann@acme.com>", "category": category, "correlationId": "a-1"}
    headers = {"Retry-After": str(seconds)} if seconds else {}
    error = refusals.of(status, body, headers)
    assert type(error) is kind and "ann" not in f"{error} {error.details}".lower()
    assert (error.details.status, error.details.code) == (status, category or "")
    assert error.details.request_id == "a-1"
    assert getattr(error, "after", None) == (timedelta(seconds=seconds) if seconds else None)


@each_row(
    ("message", "record_id"),
    [
        ("Contact already exists. Existing ID: 1001", "1001"),
        ("Contact already exists. Existing ID: 1001. Use it.", "1001"),
        ("Existing ID: <b>", ""),
        ("There is one.", ""),
        (["Existing ID: 7"], ""),
        ("Existing ID: " + "1" * 1_000_000, "1" * 987),
    ],
)
def test_what_is_there_already_has_its_id(message, record_id):
    assert refusals.of(409, {"message": message}, {}).record_id == record_id


def test_a_short_lock_is_waited_out_for_two_seconds_at_least():
    assert refusals.of(423, {}, {}).after == timedelta(seconds=2)
    assert refusals.of(423, {}, {"Retry-After": "1"}).after == timedelta(seconds=2)


@pytest.mark.parametrize("policy", [*Policy, "ELSE", None, ["x"], "x" * 1_000_000])
def test_a_limit_is_named(policy):
    error = refusals.of(429, {"policyName": policy}, {})
    assert isinstance(error, LimitReached)
    assert error.policy == (policy if policy in list(Policy) else None)
    assert ("today" in error.message) == (policy == Policy.DAILY)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": "invalid_grant"}, GrantRefused),
        (400, {"status": "BAD_REFRESH_TOKEN", "message": "missing or invalid"}, GrantRefused),
        (401, {"error": "invalid_client"}, AccountError),
        (400, {"error": ["x"], "error_description": "ann@acme.com"}, AccountError),
        (429, {}, TemporaryError),
        (503, {}, TemporaryError),
    ],
)
def test_a_revoked_grant_is_known_from_a_wrong_app(status, body, kind):
    error = refusals.of_oauth(status, body)
    assert type(error) is kind and "ann" not in error.message
