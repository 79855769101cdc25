"""OpenAI's package against the sandbox: each way to fail has its kind and its sentence."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import BaseModel

from yardflow import clock
from yardflow.integrations import openai_answers
from yardflow.integrations.faults import Passing, Permanent, retry_after
from yardflow.integrations.openai_rehearsal import rehearse


class Form(BaseModel):
    """What is asked for."""

    title: str
    sure: float


def ask() -> openai_answers.Answer[Form]:
    return openai_answers.ask(Form, "Fill in the form.", {"company": "Acme"})


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


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("refusing", "declined"),
        ("truncated", "cut off"),
        ("off_schema", "not in the form"),
    ],
)
def test_an_unfit_answer_is_permanent_and_its_cost_is_known(sandbox, fault, sentence):
    sandbox.fail(fault)
    with pytest.raises(Permanent, match=sentence) as caught:
        ask()
    assert caught.value.usage.cost > 0


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [("down", "a problem"), ("malformed", "could not be read"), ("drop", "can't be reached")],
)
def test_trouble_on_their_side_passes(sandbox, fault, sentence):
    sandbox.fail(fault)
    with pytest.raises(Passing, match=sentence):
        ask()


def test_a_rate_limit_passes_and_says_how_long_to_wait(sandbox):
    sandbox.fail("rate_limited", retryAfter=7)
    with pytest.raises(Passing, match="slow down") as caught:
        ask()
    assert caught.value.after == timedelta(seconds=7)


def test_an_answer_that_takes_too_long_is_given_up(sandbox, monkeypatch):
    monkeypatch.setattr(openai_answers, "TIMEOUT", 0.3)
    openai_answers._client.cache_clear()
    sandbox.fail("slow", seconds=3)
    started = time.monotonic()
    with pytest.raises(Passing, match="too long"):
        ask()
    assert time.monotonic() - started < 2
    openai_answers._client.cache_clear()


def test_one_question_is_one_request_whatever_goes_wrong(sandbox):
    sandbox.fail("down", times=5)
    with pytest.raises(Passing):
        ask()
    assert len(sandbox.received()) == 1


def test_nobody_listening_passes(set_up):
    set_up(OPENAI_API_KEY="sandbox", OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    with pytest.raises(Passing, match="can't be reached"):
        ask()


def test_a_key_that_is_not_accepted_names_the_setting(sandbox, set_up):
    set_up(OPENAI_API_KEY="sk-wrong")
    with pytest.raises(Permanent, match="OPENAI_API_KEY"):
        ask()


def test_without_a_key_it_says_what_to_set(set_up):
    set_up(OPENAI_API_KEY=None, OPENAI_BASE_URL=None)
    with pytest.raises(Permanent, match="OPENAI_API_KEY"):
        ask()


def test_a_rehearsal_asks_nobody(sandbox):
    rehearse(Form)
    assert sandbox.received() == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("-3", 0),
        ("Sun, 22 Nov 2026 10:01:00 GMT", 60),
        ("99999999", 86_400),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_how_long_to_wait_is_read_in_seconds_or_as_a_date(header, seconds):
    with clock.at(datetime(2026, 11, 22, 10, tzinfo=UTC)):
        wait = retry_after(header)
    assert wait == (None if seconds is None else timedelta(seconds=seconds))
