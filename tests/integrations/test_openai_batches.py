"""OpenAI's Batch API through the package: handed over, found again, read in any order."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import BaseModel

from yardflow.integrations.errors import AccountError, PermanentError, TemporaryError
from yardflow.integrations.openai import answers as openai_answers
from yardflow.integrations.openai import batches as openai_batches

MODEL = "gpt-5.4-mini"
QUESTION = {"model": MODEL, "input": "Hello", "store": False}
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def submit(key: str = "key-1", count: int = 3, **change) -> openai_batches.Remote:
    lines = [(f"charge-{number}", QUESTION | change) for number in range(count)]
    return openai_batches.submit(lines, key, MODEL)


def lines_of(remote: openai_batches.Remote) -> dict[str, openai_batches.Line]:
    now = openai_batches.status(remote.id, MODEL)
    assert now.ended
    return {answer.custom_id: answer for answer in openai_batches.results(now, MODEL)}


def test_each_answer_comes_back_under_its_question_s_name(sandbox):
    sandbox.fail("batch_paced", seconds=0)
    answers = lines_of(submit(count=20))
    assert set(answers) == {f"charge-{number}" for number in range(20)}
    assert all(answer.body["status"] == "completed" for answer in answers.values())


def test_it_asks_what_the_published_interface_takes(sandbox):
    submit()
    batch, file = sandbox.received()[:2]
    assert batch["path"].endswith("/batches") and file["path"].endswith("/files")
    assert batch["body"]["endpoint"] == "/v1/responses"
    assert batch["body"]["completion_window"] == "24h"
    assert batch["body"]["metadata"] == {"key": "key-1"}
    assert 'name="purpose"' in file["body"] and "charge-0" in file["body"]


def test_answers_and_errors_are_told_apart(sandbox):
    sandbox.fail("batch_lines", seconds=0)
    answers = lines_of(submit(count=9))
    failed = [answer for answer in answers.values() if answer.body is None]
    assert len(answers) == 9 and len(failed) == 3
    assert all(
        isinstance(answer.fault, TemporaryError) and not answer.fault.in_doubt for answer in failed
    )


def test_a_question_that_is_refused_is_refused_for_good(sandbox):
    sandbox.fail("batch_paced", seconds=0)
    answers = lines_of(submit(colour="red"))
    assert {type(answer.fault) for answer in answers.values()} == {PermanentError}


def test_what_ran_out_of_time_can_be_asked_again(sandbox):
    sandbox.fail("batch_expired", seconds=0)
    answers = lines_of(submit(count=4))
    assert sorted(type(answer.fault).__name__ for answer in answers.values()) == [
        *("NoneType", "NoneType", "TemporaryError", "TemporaryError")
    ]


def test_a_batch_that_is_refused_as_a_whole_says_so(sandbox):
    sandbox.fail("batch_failed", seconds=0)
    remote = openai_batches.status(submit().id, MODEL)
    assert remote.ended and isinstance(remote.problem, PermanentError)


def test_a_batch_for_a_model_that_is_not_there_names_it(sandbox):
    sandbox.fail("batch_paced", seconds=0)
    remote = openai_batches.status(submit(model="gpt-99").id, MODEL)
    assert isinstance(remote.problem, AccountError)


def test_a_batch_is_found_by_its_key_also_behind_others(sandbox):
    mine = submit("mine")
    for number in range(3):
        submit(f"other-{number}")
    assert openai_batches.find("mine", LONG_AGO, MODEL).id == mine.id
    assert openai_batches.find("nobody's", LONG_AGO, MODEL) is None


def test_a_batch_whose_answer_was_lost_is_in_doubt_and_found(sandbox):
    sandbox.fail("lost", path="/batches")
    with pytest.raises(TemporaryError) as caught:
        submit("lost")
    assert caught.value.in_doubt
    assert openai_batches.find("lost", LONG_AGO, MODEL) is not None


@pytest.mark.parametrize("fault", ["down", "malformed", "drop"])
def test_when_making_it_went_wrong_nobody_knows_whether_it_was_made(sandbox, fault):
    sandbox.fail(fault, path="/batches")
    with pytest.raises(TemporaryError) as caught:
        submit()
    assert caught.value.in_doubt


def test_when_it_is_told_to_wait_nothing_was_made(sandbox):
    sandbox.fail("rate_limited", path="/batches", retryAfter=9)
    with pytest.raises(TemporaryError) as caught:
        submit()
    assert not caught.value.in_doubt
    assert caught.value.after == timedelta(seconds=9)


@pytest.mark.parametrize("fault", ["down", "malformed", "drop", "rate_limited"])
def test_trouble_while_looking_passes(sandbox, fault):
    remote = submit()
    sandbox.fail(fault)
    with pytest.raises(TemporaryError):
        openai_batches.status(remote.id, MODEL)


@pytest.mark.parametrize("fault", ["down", "drop"])
def test_trouble_while_fetching_the_answers_passes(sandbox, fault):
    sandbox.fail("batch_paced", seconds=0)
    remote = openai_batches.status(submit().id, MODEL)
    sandbox.fail(fault, path="/content")
    with pytest.raises(TemporaryError):
        list(openai_batches.results(remote, MODEL))
    assert len(list(openai_batches.results(remote, MODEL))) == 3


def test_a_batch_that_nobody_knows_any_more_is_in_doubt(sandbox):
    remote = openai_batches.status("batch_gone", MODEL)
    assert remote.ended and remote.problem.in_doubt


def test_a_cancelled_batch_ends(sandbox):
    sandbox.fail("batch_paced", seconds=60)
    remote = submit()
    openai_batches.cancel(remote.id, MODEL)
    assert openai_batches.status(remote.id, MODEL).status == "cancelling"


def test_calling_back_what_has_ended_or_is_gone_changes_nothing(sandbox):
    sandbox.fail("batch_paced", seconds=0)
    remote = submit()
    openai_batches.cancel(remote.id, MODEL)
    openai_batches.cancel("batch_gone", MODEL)
    assert openai_batches.status(remote.id, MODEL).status == "completed"


def test_its_files_are_deleted_there(sandbox):
    sandbox.fail("batch_paced", seconds=0)
    remote = openai_batches.status(submit().id, MODEL)
    openai_batches.forget(remote.id, MODEL)
    assert list(openai_batches.results(remote, MODEL)) == []


class Form(BaseModel):
    """What is asked for."""

    title: str


def test_signs_that_end_a_line_elsewhere_break_no_answer(sandbox):
    sandbox.fail("batch_paced", seconds=0)
    title = "Head\u2028of\u0085Yard"
    body = openai_answers.request(MODEL, Form, "Fill in the form.", {"title": title})
    remote = openai_batches.submit([("charge-1", body)], "key-1", MODEL)
    answer = openai_answers.read_body(lines_of(remote)["charge-1"].body, MODEL, Form)
    assert answer.value.title == title
