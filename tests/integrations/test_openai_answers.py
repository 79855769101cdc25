"""OpenAI's package against the sandbox: each way to fail has its kind and its sentence."""

import time
from datetime import UTC, datetime, timedelta

import httpx2
import openai
import pytest
from pydantic import BaseModel

from tests.fixtures.rows import each_row
from yardflow import clock
from yardflow.integrations.errors import AccountError, PermanentError, TemporaryError, retry_after
from yardflow.integrations.openai import answers as openai_answers
from yardflow.integrations.openai import client as openai_client
from yardflow.integrations.openai.errors import error_of as error_of_package
from yardflow.integrations.openai.refusals import Refusal, error_of

MODEL = "gpt-5.4-mini"


class Form(BaseModel):
    """What is asked for."""

    title: str
    sure: float


def ask() -> openai_answers.Answer[Form]:
    return openai_answers.ask(Form, "Fill in the form.", {"company": "Acme"}, MODEL)


def test_an_answer_has_the_shape_and_says_what_it_used(sandbox):
    answer = ask()
    assert isinstance(answer.value, Form)
    assert answer.usage.input_tokens > 0 and answer.usage.cost > 0


def test_the_same_question_gets_the_same_answer(sandbox):
    assert ask().value == ask().value


def test_nothing_is_stored_there_and_no_tool_is_offered(sandbox):
    ask()
    body = sandbox.received()[0]["body"]
    assert body["store"] is False
    assert "tools" not in body


def test_the_form_is_the_one_that_the_package_itself_would_send(sandbox):
    ask()
    openai_client.client().responses.parse(model=MODEL, input="{}", text_format=Form)
    by_the_package, by_us = (request["body"]["text"] for request in sandbox.received()[:2])
    assert by_us == by_the_package


def test_a_question_is_asked_at_the_price_that_it_is_counted_at(sandbox):
    ask()
    assert sandbox.received()[0]["body"]["service_tier"] == "default"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("refusing", "declined"),
        ("truncated", "cut off"),
        ("filtered", "filter stopped"),
        ("off_schema", "not in the requested format"),
    ],
)
def test_an_unfit_answer_is_permanent_and_its_cost_is_known(sandbox, fault, sentence):
    sandbox.fail(fault)
    with pytest.raises(PermanentError, match=sentence) as caught:
        ask()
    assert caught.value.usage.cost > 0
    assert not caught.value.in_doubt
    assert not isinstance(caught.value, AccountError)


@pytest.mark.parametrize(
    "lie", ["negative", "fraction", "total", "output", "input", "silent", "cached"]
)
def test_a_report_of_usage_that_cannot_be_right_is_not_believed(sandbox, lie):
    sandbox.fail("lying_usage", lie=lie)
    with pytest.raises(PermanentError, match="can't be right") as caught:
        ask()
    assert caught.value.usage is None
    assert caught.value.in_doubt


def test_an_answer_without_a_report_of_its_usage_is_in_doubt(sandbox):
    sandbox.fail("lying_usage", lie="absent")
    with pytest.raises(TemporaryError, match="did not say") as caught:
        ask()
    assert caught.value.in_doubt


@pytest.mark.parametrize(
    ("fault", "sentence", "in_doubt"),
    [
        ("down", "a problem", False),
        ("malformed", "could not be read", True),
        ("drop", "can't be reached", True),
        ("lost", "can't be reached", True),
    ],
)
def test_trouble_on_their_side_passes(sandbox, fault, sentence, in_doubt):
    sandbox.fail(fault)
    with pytest.raises(TemporaryError, match=sentence) as caught:
        ask()
    assert caught.value.in_doubt is in_doubt


@each_row(
    "body",
    [
        None,
        [],
        {"usage": 7},
        {"usage": {"input_tokens": 9, "output_tokens": 9, "total_tokens": 18}, "output": [7]},
        {"usage": {"input_tokens": 9, "output_tokens": 9}, "output": [{"type": "message"}]},
    ],
)
def test_what_is_no_answer_at_all_passes_and_is_in_doubt(body):
    with pytest.raises(TemporaryError) as caught:
        openai_answers.read_body(body, MODEL, Form)
    assert caught.value.in_doubt


def test_an_answer_that_openai_gave_up_passes():
    usage = {"input_tokens": 9, "output_tokens": 0, "total_tokens": 9}
    with pytest.raises(TemporaryError, match="could not finish") as caught:
        openai_answers.read_body({"status": "failed", "usage": usage}, MODEL, Form)
    assert caught.value.usage.input_tokens == 9


def test_an_unfit_answer_is_not_repeated_in_the_error(sandbox):
    sandbox.fail("off_schema")
    with pytest.raises(PermanentError) as caught:
        ask()
    assert caught.value.__suppress_context__


def test_a_rate_limit_passes_and_says_how_long_to_wait(sandbox):
    sandbox.fail("rate_limited", retryAfter=7)
    with pytest.raises(TemporaryError, match="slow down") as caught:
        ask()
    assert caught.value.after == timedelta(seconds=7)
    assert not caught.value.in_doubt


def test_an_answer_that_takes_too_long_is_given_up(sandbox, monkeypatch):
    monkeypatch.setattr(openai_client, "TIMEOUT", 0.3)
    openai_client._made.cache_clear()
    sandbox.fail("slow", seconds=3)
    started = time.monotonic()
    with pytest.raises(TemporaryError, match="too long") as caught:
        ask()
    assert caught.value.in_doubt
    assert time.monotonic() - started < 2
    openai_client._made.cache_clear()


def test_one_question_is_one_request_whatever_goes_wrong(sandbox):
    sandbox.fail("down", times=5)
    with pytest.raises(TemporaryError):
        ask()
    assert len(sandbox.received()) == 1


def test_nobody_listening_passes(set_up):
    set_up(OPENAI_API_KEY="sandbox", OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    with pytest.raises(TemporaryError, match="can't be reached") as caught:
        ask()
    assert not caught.value.in_doubt


@each_row(
    ("status", "code", "kind", "sentence"),
    [
        (401, "invalid_api_key", AccountError, "OPENAI_API_KEY"),
        (403, None, AccountError, "OPENAI_API_KEY"),
        (404, "model_not_found", AccountError, "choose another"),
        (400, "model_not_found", AccountError, "choose another"),
        (404, None, AccountError, "OPENAI_BASE_URL"),
        (429, "insufficient_quota", AccountError, "no credit"),
        (429, "rate_limit_exceeded", TemporaryError, "slow down"),
        (400, "invalid_prompt", PermanentError, "refused the request"),
        (413, None, PermanentError, "refused the request"),
        (408, None, TemporaryError, "a problem"),
        (503, None, TemporaryError, "a problem"),
    ],
)
def test_what_the_service_reports_says_whether_trying_again_helps(status, code, kind, sentence):
    fault = error_of(Refusal.of(status, {"code": code}), MODEL)
    assert type(fault) is kind
    assert sentence in fault.message
    assert not fault.in_doubt


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "1500", "retry-after": "60"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "60"}, 60.0),
    ],
)
def test_how_long_to_wait_may_be_told_in_milliseconds(headers, seconds):
    request = httpx2.Request("POST", "http://localhost/v1/responses")
    response = httpx2.Response(429, headers=headers, request=request)
    fault = error_of_package(openai.RateLimitError("", response=response, body={}), MODEL)
    assert fault.after == timedelta(seconds=seconds)


def test_a_model_that_is_not_there_is_named(sandbox):
    with pytest.raises(AccountError, match="gpt-99"):
        openai_answers.ask(Form, "Fill in the form.", {}, "gpt-99")


def test_a_key_that_is_not_accepted_names_the_setting(sandbox, set_up):
    set_up(OPENAI_API_KEY="sk-wrong")
    with pytest.raises(AccountError, match="OPENAI_API_KEY"):
        ask()


def test_without_a_key_it_says_what_to_set(set_up):
    set_up(OPENAI_API_KEY=None, OPENAI_BASE_URL=None)
    with pytest.raises(AccountError, match="OPENAI_API_KEY"):
        ask()


def test_a_warm_up_asks_nobody(sandbox):
    openai_answers.warm_up(Form)
    assert sandbox.received() == []


@each_row(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("-3", 0),
        ("Sun, 22 Nov 2026 10:01:00 GMT", 60),
        ("99999999", 86_400),
        ("soon", None),
        ("Mon, 99 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2024 00:00:00 +99999999999999", None),
        ("", None),
        (None, None),
    ],
)
def test_how_long_to_wait_is_read_in_seconds_or_as_a_date(header, seconds):
    with clock.at(datetime(2026, 11, 22, 10, tzinfo=UTC)):
        wait = retry_after(header)
    assert wait == (None if seconds is None else timedelta(seconds=seconds))
