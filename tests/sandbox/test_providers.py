"""The sandbox refuses what the real services would, and the real packages can talk to it."""

import httpx
import pytest
import sendgrid
from python_http_client.exceptions import BadRequestsError
from sendgrid.helpers.mail import Mail

KEY = {"Authorization": "Bearer sandbox"}
QUESTION = {"model": "gpt-5.4-mini", "input": "Hello"}


def responses(sandbox, body, headers=KEY) -> httpx.Response:
    return httpx.post(f"{sandbox.url}/openai/v1/responses", json=body, headers=headers)


def with_schema(schema: dict) -> dict:
    form = {"type": "json_schema", "name": "form", "strict": True, "schema": schema}
    return QUESTION | {"text": {"format": form}}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"model": None}, "missing_required_parameter"),
        ({"input": None}, "missing_required_parameter"),
        ({"model": "gpt-99"}, "model_not_found"),
        ({"colour": "red"}, "unknown_parameter"),
        ({"max_output_tokens": 3}, "integer_below_min_value"),
        ({"reasoning": {"effort": "heroic"}}, "invalid_value"),
        ({"input": 7}, "invalid_type"),
    ],
)
def test_a_question_that_openai_would_refuse_is_refused(sandbox, change, code):
    body = {key: value for key, value in (QUESTION | change).items() if value is not None}
    answer = responses(sandbox, body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        {"type": "object", "properties": {"a": {}}, "required": [], "additionalProperties": False},
        {"type": "array", "items": {}},
    ],
)
def test_a_schema_that_strict_answers_cannot_take_is_refused(sandbox, schema):
    assert responses(sandbox, with_schema(schema)).json()["error"]["code"] == "invalid_json_schema"


def test_a_bad_key_is_refused_everywhere(sandbox):
    wrong = {"Authorization": "Bearer wrong"}
    assert responses(sandbox, QUESTION, wrong).status_code == 401
    for path in (
        "/openai/v1/models",
        "/hubspot/account-info/v3/details",
        "/hubspot/crm/v3/objects/contacts",
        "/sendgrid/v3/scopes",
    ):
        assert httpx.get(sandbox.url + path, headers=wrong).status_code == 401
    assert httpx.post(f"{sandbox.url}/sendgrid/v3/mail/send", headers=wrong).status_code == 401


def test_chat_completions_answer_in_the_schema_too(sandbox):
    schema = {
        "type": "object",
        "properties": {"title": {"type": "string"}},
        "required": ["title"],
        "additionalProperties": False,
    }
    body = {
        "model": "gpt-5.4-mini",
        "messages": [{"role": "user", "content": '{"title": "COO"}'}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "form", "strict": True, "schema": schema},
        },
    }
    answer = httpx.post(f"{sandbox.url}/openai/v1/chat/completions", json=body, headers=KEY).json()
    assert answer["choices"][0]["message"]["content"] == '{"title": "COO"}'
    assert answer["usage"]["prompt_tokens"] > 0


def test_sendgrid_s_package_sends_a_mail_that_is_accepted(sandbox):
    client = sendgrid.SendGridAPIClient("sandbox", host=f"{sandbox.url}/sendgrid")
    sent = client.send(Mail("a@acme.example", "b@acme.com", "Hello", "Text"))
    assert sent.status_code == 202
    assert sent.headers["X-Message-Id"]


def test_sendgrid_refuses_a_mail_without_recipient_subject_or_text(sandbox):
    client = sendgrid.SendGridAPIClient("sandbox", host=f"{sandbox.url}/sendgrid")
    with pytest.raises(BadRequestsError) as caught:
        client.client.mail.send.post(request_body={"from": {"email": "a@acme.com"}})
    fields = {error["field"] for error in caught.value.to_dict["errors"]}
    assert fields == {"personalizations", "subject", "content"}


def test_what_was_received_is_listed_without_secrets_and_can_be_forgotten(sandbox):
    responses(sandbox, QUESTION)
    entry = sandbox.received()[0]
    assert entry["body"] == QUESTION
    assert entry["headers"]["authorization"] == "Bearer (hidden)"
    httpx.delete(f"{sandbox.url}/received")
    assert sandbox.received() == []


def test_a_fault_ends_after_as_many_requests_as_it_was_asked_for(sandbox):
    sandbox.fail("down", times=2)
    assert [responses(sandbox, QUESTION).status_code for _ in range(3)] == [500, 500, 200]
    assert [entry["fault"] for entry in sandbox.received()] == ["", "down", "down"]


def test_a_fault_that_is_not_known_is_refused(sandbox):
    body = {"provider": "openai", "fault": "earthquake"}
    assert httpx.post(f"{sandbox.url}/control", json=body).status_code == 422


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_web_page_neither_steers_the_sandbox_nor_reads_what_it_received(sandbox, headers):
    fault = {"provider": "openai", "fault": "down"}
    for method, path in (
        ("POST", "/control"),
        ("DELETE", "/control"),
        ("GET", "/received"),
        ("DELETE", "/received"),
    ):
        answer = httpx.request(method, sandbox.url + path, json=fault, headers=headers)
        assert answer.status_code == 403
    assert responses(sandbox, QUESTION).status_code == 200


def test_the_sandbox_answers_to_no_other_name(sandbox):
    for path in ("/ping", "/received", "/openai/v1/models"):
        answer = httpx.get(sandbox.url + path, headers=KEY | {"Host": "evil.example"})
        assert answer.status_code == 400
    port = sandbox.url.rpartition(":")[2]
    named = httpx.get(sandbox.url + "/ping", headers={"Host": f"localhost:{port}"})
    assert named.status_code == 200


@pytest.mark.parametrize(
    ("provider", "path", "names"),
    [
        ("openai", "/openai/v1/models", {"message", "type", "param", "code"}),
        (
            "hubspot",
            "/hubspot/account-info/v3/details",
            {"status", "message", "correlationId", "category", "errorType", "policyName"},
        ),
        ("sendgrid", "/sendgrid/v3/scopes", {"message", "field"}),
    ],
)
def test_an_error_has_the_shape_of_the_provider_it_comes_from(sandbox, provider, path, names):
    sandbox.fail("rate_limited", provider, retryAfter=7)
    answer = httpx.get(sandbox.url + path, headers=KEY)
    body = answer.json()
    error_of = {"openai": lambda: body["error"], "sendgrid": lambda: body["errors"][0]}
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert set(error_of.get(provider, lambda: body)()) == names


@pytest.mark.parametrize("provider", ["openai", "hubspot", "sendgrid"])
@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("PATCH", 404)])
def test_a_place_that_is_not_there_answers_in_json(sandbox, provider, method, status):
    path = {"openai": "/openai/v1/nothing/x", "hubspot": "/hubspot/crm/v9/x"}
    url = sandbox.url + path.get(provider, "/sendgrid/v3/nothing")
    answer = httpx.request(method, url, headers=KEY)
    assert answer.status_code in (status, 405)
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()


def test_a_method_that_is_not_there_answers_in_json(sandbox):
    for path in ("/hubspot/account-info/v3/details", "/sendgrid/v3/scopes", "/openai/v1/models"):
        answer = httpx.put(sandbox.url + path, headers=KEY)
        assert (answer.status_code, answer.headers["content-type"]) == (405, "application/json")


def test_a_fault_says_the_code_that_was_asked_for(sandbox):
    said = {"status": 429, "code": "credit_balance_exhausted", "type": "insufficient_quota"}
    sandbox.fail("error", **said, param="model", message="No credit.")
    answer = responses(sandbox, QUESTION)
    assert answer.status_code == 429
    assert answer.headers["x-request-id"].startswith("req_")
    assert answer.json()["error"] == {
        "message": "No credit.",
        "type": "insufficient_quota",
        "param": "model",
        "code": "credit_balance_exhausted",
    }


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"temperature": 0.5, "reasoning": {"effort": "low"}}, "temperature"),
        ({"service_tier": "gold"}, "service_tier"),
        ({"metadata": {"a": 1}}, "metadata"),
    ],
)
def test_openai_refuses_what_does_not_fit_together(sandbox, change, param):
    answer = responses(sandbox, QUESTION | change)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


def test_chance_can_be_set_where_nothing_is_reasoned(sandbox):
    assert responses(sandbox, QUESTION | {"temperature": 0.5}).status_code == 200


def test_a_stream_is_a_stream(sandbox):
    answer = responses(sandbox, QUESTION | {"stream": True})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "event: response.completed\n" in answer.text


def test_a_model_says_when_it_stops(sandbox):
    models = httpx.get(f"{sandbox.url}/openai/v1/models", headers=KEY).json()["data"]
    days = {model["id"]: model["shutdown_date"] for model in models}
    assert days["gpt-5.4-nano"] == "2027-04-01" and days["gpt-6-luna"] is None


MAIL = {
    "personalizations": [{"to": [{"email": "b@acme.com"}]}],
    "from": {"email": "a@acme.example"},
    "subject": "Hello",
    "content": [{"type": "text/plain", "value": "Text"}],
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"custom_args": {"id": 7}}, "custom_args"),
        ({"replyTo": {"email": "c@acme.com"}}, "replyTo"),
        ({"send_at": 4_000_000_000}, "send_at"),
        ({"personalizations": [{"to": [{"email": "b@acme.com"}], "reply_to": {}}]}, None),
        ({"personalizations": ["b@acme.com"]}, "personalizations"),
    ],
)
def test_sendgrid_refuses_what_its_description_forbids(sandbox, change, field):
    url = f"{sandbox.url}/sendgrid/v3/mail/send"
    assert httpx.post(url, json=MAIL, headers=KEY).status_code == 202
    answer = httpx.post(url, json=MAIL | change, headers=KEY)
    (problem,) = answer.json()["errors"]
    assert answer.status_code == 400 and "help" not in problem
    assert problem["field"] == (field or "personalizations.0.reply_to")
