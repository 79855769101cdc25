"""The sandbox's files and batches refuse what the real ones would, and go the same way."""

import json
import time

import httpx
import openai
import pytest

QUESTION = {"model": "gpt-5.4-mini", "input": "Hello"}
ENDPOINT = "/v1/responses"
FIELDS = {
    *("id", "object", "endpoint", "model", "errors", "input_file_id", "completion_window"),
    *("status", "output_file_id", "error_file_id", "created_at", "in_progress_at", "expires_at"),
    *("finalizing_at", "completed_at", "failed_at", "expired_at", "cancelling_at"),
    *("cancelled_at", "request_counts", "usage", "metadata"),
}


@pytest.fixture
def client(sandbox) -> openai.OpenAI:
    return openai.OpenAI(
        api_key="sandbox", base_url=f"{sandbox.url}/openai/v1", max_retries=0, timeout=10
    )


def line(custom_id: str, **change) -> dict:
    whole = {"custom_id": custom_id, "method": "POST", "url": ENDPOINT, "body": QUESTION}
    return whole | change


def uploaded(client: openai.OpenAI, *lines: object) -> str:
    content = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return client.files.create(file=("in.jsonl", content.encode()), purpose="batch").id


def made(client: openai.OpenAI, *lines: object) -> openai.types.Batch:
    return client.batches.create(
        input_file_id=uploaded(client, *lines), endpoint=ENDPOINT, completion_window="24h"
    )


def ended(client: openai.OpenAI, batch: openai.types.Batch) -> tuple[openai.types.Batch, list[str]]:
    """The batch at its end, and the states on its way there."""
    seen = [batch.status]
    deadline = time.monotonic() + 20
    while seen[-1] not in ("completed", "failed", "expired", "cancelled"):
        assert time.monotonic() < deadline
        batch = client.batches.retrieve(batch.id)
        if batch.status != seen[-1]:
            seen.append(batch.status)
    return batch, seen


def lines_of(client: openai.OpenAI, file_id: str | None) -> list[dict]:
    return [json.loads(line) for line in client.files.content(file_id).content.splitlines()]


def test_a_batch_goes_its_way_to_the_end_and_answers_in_another_order(sandbox, client):
    sandbox.fail("batch_paced", seconds=0.4)
    custom_ids = [f"charge-{number}" for number in range(9)]
    batch, seen = ended(client, made(client, *(line(custom_id) for custom_id in custom_ids)))
    assert seen == ["validating", "in_progress", "finalizing", "completed"]
    answered = lines_of(client, batch.output_file_id)
    assert [answer["custom_id"] for answer in answered] != custom_ids
    assert sorted(answer["custom_id"] for answer in answered) == custom_ids
    assert {*answered[0]} == {"id", "custom_id", "response", "error"}
    assert {*answered[0]["response"]} == {"status_code", "request_id", "body"}
    assert batch.request_counts.completed == batch.request_counts.total == 9
    assert batch.usage.total_tokens > 0


def test_a_batch_has_the_fields_of_the_real_one(sandbox, client):
    batch = made(client, line("a"))
    assert set(batch.model_dump()) == FIELDS


def test_a_line_that_would_be_refused_comes_back_in_the_error_file(sandbox, client):
    sandbox.fail("batch_paced", seconds=0)
    wrong = line("wrong", body=QUESTION | {"colour": "red"})
    batch, _ = ended(client, made(client, line("right"), wrong))
    assert [line["custom_id"] for line in lines_of(client, batch.output_file_id)] == ["right"]
    (refused,) = lines_of(client, batch.error_file_id)
    assert refused["response"]["status_code"] == 400
    assert refused["response"]["body"]["error"]["code"] == "unknown_parameter"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["{not json"], "invalid_json_line"),
        ([line("a"), line("a")], "duplicate_custom_id"),
        ([line("a", method="GET")], "invalid_method"),
        ([line("a", url="/v1/embeddings")], "invalid_url"),
        ([{"custom_id": "a"}], "missing_required_parameter"),
        ([line("a", body=QUESTION | {"model": "gpt-99"})], "model_not_found"),
        ([line("a"), line("b", body=QUESTION | {"model": "gpt-6-luna"})], "mismatched_model"),
        (["\n"], "empty_file"),
    ],
)
def test_a_file_that_is_no_batch_fails_with_the_line_that_is_wrong(sandbox, client, lines, code):
    sandbox.fail("batch_paced", seconds=0)
    batch, _ = ended(client, made(client, *lines))
    assert batch.status == "failed"
    assert batch.errors.data[0].code == code
    assert batch.output_file_id is None


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "/v1/nothing"},
        {"completion_window": "1h"},
        {"metadata": {"key": 7}},
        {"output_expires_after": {"anchor": "created_at", "seconds": 5}},
        {"colour": "red"},
    ],
)
def test_a_batch_that_openai_would_refuse_is_refused(sandbox, client, change):
    file_id = uploaded(client, line("a"))
    body = {"input_file_id": file_id, "endpoint": ENDPOINT, "completion_window": "24h"} | change
    answer = httpx.post(
        f"{sandbox.url}/openai/v1/batches", json=body, headers={"Authorization": "Bearer sandbox"}
    )
    assert answer.status_code == 400


def test_a_file_of_another_kind_is_refused(sandbox, client):
    with pytest.raises(openai.BadRequestError):
        client.files.create(file=("in.txt", b"{}"), purpose="batch")
    with pytest.raises(openai.BadRequestError):
        client.files.create(file=("in.jsonl", b"{}"), purpose="poetry")
    kept = client.files.create(file=("in.jsonl", b"{}"), purpose="user_data")
    with pytest.raises(openai.BadRequestError):
        client.batches.create(input_file_id=kept.id, endpoint=ENDPOINT, completion_window="24h")


def test_a_batch_that_ran_out_of_time_is_answered_in_part(sandbox, client):
    sandbox.fail("batch_expired", seconds=0)
    batch, _ = ended(client, made(client, *(line(str(number)) for number in range(6))))
    assert batch.status == "expired"
    assert len(lines_of(client, batch.output_file_id)) == 3
    errors = lines_of(client, batch.error_file_id)
    assert [error["error"]["code"] for error in errors] == ["batch_expired"] * 3


def test_a_batch_can_be_cancelled_until_it_has_ended(sandbox, client):
    sandbox.fail("batch_paced", seconds=60)
    batch = made(client, line("a"))
    assert client.batches.cancel(batch.id).status == "cancelling"
    sandbox.fail("batch_paced", seconds=0)
    over, _ = ended(client, made(client, line("a")))
    with pytest.raises(openai.ConflictError):
        client.batches.cancel(over.id)


def test_files_are_read_back_listed_and_deleted(sandbox, client):
    file_id = uploaded(client, line("a"))
    assert client.files.retrieve(file_id).purpose == "batch"
    assert lines_of(client, file_id) == [line("a")]
    assert file_id in [file.id for file in client.files.list()]
    assert client.files.delete(file_id).deleted
    with pytest.raises(openai.NotFoundError):
        client.files.content(file_id)


def test_batches_are_listed_page_by_page_the_latest_first(sandbox, client):
    sandbox.fail("batch_paced", times=3, seconds=0)
    ids = [made(client, line("a")).id for _ in range(3)]
    page = client.batches.list(limit=2)
    assert [batch.id for batch in page.data] == [ids[2], ids[1]]
    assert page.get_next_page().data[0].id == ids[0]


def test_nobody_without_the_key_is_let_in(sandbox):
    for method, path in (
        ("GET", "files"),
        ("POST", "files"),
        ("GET", "files/file-1/content"),
        ("GET", "batches"),
        ("POST", "batches"),
        ("POST", "batches/batch_1/cancel"),
    ):
        assert httpx.request(method, f"{sandbox.url}/openai/v1/{path}").status_code == 401


def test_a_fault_can_be_for_one_path_alone(sandbox, client):
    sandbox.fail("down", path="/batches")
    assert client.files.list().data is not None
    with pytest.raises(openai.InternalServerError):
        client.batches.list()


@pytest.mark.parametrize("seconds", [5, 3_599, 2_592_001])
def test_how_long_a_file_is_kept_has_bounds(client, seconds):
    with pytest.raises(openai.BadRequestError):
        client.files.create(
            file=("in.jsonl", b"{}"),
            purpose="batch",
            expires_after={"anchor": "created_at", "seconds": seconds},
        )


def test_files_are_gone_when_their_time_is_over(sandbox, client):
    sandbox.fail("batch_paced", seconds=0)
    lasts = {"anchor": "created_at", "seconds": 7_200}
    kept = client.files.create(
        file=("in.jsonl", json.dumps(line("a")).encode()), purpose="batch", expires_after=lasts
    )
    assert kept.expires_at == kept.created_at + 7_200
    batch = client.batches.create(
        input_file_id=kept.id,
        endpoint=ENDPOINT,
        completion_window="24h",
        output_expires_after=lasts,
    )
    over, _ = ended(client, batch)
    assert lines_of(client, over.output_file_id)
    sandbox.set_forward(7_201)
    for file_id in (kept.id, over.output_file_id):
        with pytest.raises(openai.NotFoundError):
            client.files.content(file_id)
    assert kept.id not in [file.id for file in client.files.list()]
