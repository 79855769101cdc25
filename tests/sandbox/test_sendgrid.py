"""The sandbox's SendGrid takes and refuses as the real one, and keeps what it took."""

import json
import subprocess
import sys
import time

import httpx
import pytest
import sendgrid
from python_http_client.exceptions import HTTPError
from sendgrid.helpers.mail import BatchId, Mail, Personalization, To

from tests.fixtures.product import ROOT, answers, until
from tests.fixtures.sandbox import call
from yardflow.launch import preflight
from yardflow.sandbox.clock import Clock
from yardflow.sandbox.sendgrid.book import Book

ANN, BEN = {"email": "ann@acme.example"}, {"email": "ben@birch.example"}
MESSAGE = {
    "personalizations": [{"to": [ANN]}],
    "from": {"email": "sales@yardflow.example", "name": "Sales"},
    "subject": "Hello",
    "content": [
        {"type": "text/plain", "value": "Good morning"},
        {"type": "text/html", "value": "<p>Good morning</p>"},
    ],
}
KEY = {"Authorization": "Bearer sandbox"}


@pytest.fixture(autouse=True)
def empty(sandbox) -> None:
    """No messages from the tests before."""
    call("DELETE", f"{sandbox.url}/messages")


def send(sandbox, **change) -> httpx.Response:
    body = {name: value for name, value in (MESSAGE | change).items() if value is not None}
    return post(sandbox, "mail/send", body)


def post(sandbox, path: str, body: dict | None = None) -> httpx.Response:
    return httpx.post(f"{sandbox.url}/sendgrid/v3/{path}", json=body or {}, headers=KEY)


def messages(sandbox, **narrowed) -> list[dict]:
    return call("GET", f"{sandbox.url}/messages", params=narrowed).json()["items"]


def one(sandbox, number: int) -> dict:
    return call("GET", f"{sandbox.url}/messages/{number}").json()


def person(**more) -> dict:
    return {"personalizations": [{"to": [ANN], **more}]}


def test_a_message_is_in_the_book_when_the_answer_comes(sandbox):
    answer = send(sandbox, custom_args={"message": "7"}, headers={"References": "<a@b>"})
    assert answer.status_code == 202
    (entry,) = messages(sandbox)
    assert entry["message_id"] == answer.headers["X-Message-Id"]
    assert (entry["recipient"], entry["state"]) == (ANN["email"], "delivered")
    whole = one(sandbox, entry["id"])
    assert (whole["subject"], whole["text"], whole["html"]) == (
        "Hello",
        "Good morning",
        "<p>Good morning</p>",
    )
    assert whole["headers"] == {"References": "<a@b>"}
    assert whole["args"] == {"message": "7"}


def test_each_recipient_has_a_message_of_their_own_with_what_is_theirs(sandbox):
    people = [
        {
            "to": [each],
            "substitutions": {"{name}": name, "{reply}": f"r.{name}@in.yardflow.example"},
            "headers": {"In-Reply-To": f"<{name}@yardflow.example>"},
            "custom_args": {"message": str(number)},
        }
        for number, (each, name) in enumerate([(ANN, "Ann"), (BEN, "Ben")])
    ]
    assert (
        send(
            sandbox,
            personalizations=people,
            subject="For {name}",
            reply_to={"email": "{reply}"},
            content=[{"type": "text/plain", "value": "Dear {name}"}],
        ).status_code
        == 202
    )
    whole = one(sandbox, messages(sandbox, to="Ben@birch.example")[0]["id"])
    assert (whole["subject"], whole["text"]) == ("For Ben", "Dear Ben")
    assert whole["reply_to"] == "r.Ben@in.yardflow.example"
    assert whole["headers"] == {"In-Reply-To": "<Ben@yardflow.example>"}
    assert [each["recipient"] for each in messages(sandbox, arg="message", value="0")] == [
        ANN["email"]
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"personalizations": None}, "personalizations"),
        ({"personalizations": []}, "personalizations"),
        ({"personalizations": ["ann"]}, "personalizations"),
        ({"personalizations": [{"to": []}]}, "personalizations.0.to"),
        ({"personalizations": [{"to": [{"email": "ann"}]}]}, "personalizations.0.to.0.email"),
        (person(cc=[{"email": "ANN@acme.example"}]), "personalizations.0"),
        (person(reply_to=BEN), "personalizations.0.reply_to"),
        (person(headers={"Reply-To": "a@b.example"}), "personalizations.0.headers"),
        (person(headers={"X-Name": "Zoë"}), "personalizations.0.headers"),
        (person(substitutions={"{n}": 7}), "personalizations.0.substitutions"),
        (person(substitutions={"{n}": "x" * 10_000}), "personalizations.0.substitutions"),
        (person(custom_args={"n": 7}), "personalizations.0.custom_args"),
        (person(subject=""), "personalizations.0.subject"),
        ({"personalizations": [{"to": [ANN]}] * 1_001}, "personalizations"),
        ({"from": None}, "from.email"),
        ({"from": {"email": "sales"}}, "from.email"),
        ({"subject": None}, "subject"),
        ({"content": []}, "content"),
        ({"content": [{"type": "text/plain", "value": ""}]}, "content.0.value"),
        ({"content": MESSAGE["content"][::-1]}, "content"),
        ({"headers": {"SUBJECT": "Other"}}, "headers"),
        ({"custom_args": {"n": "x" * 10_000}}, "custom_args"),
        ({"categories": ["a"] * 2}, "categories"),
        ({"categories": [str(n) for n in range(11)]}, "categories"),
        ({"categories": ["x" * 256]}, "categories"),
        ({"batch_id": "mine"}, "batch_id"),
        ({"send_at": int(time.time()) + 73 * 3600}, "send_at"),
        ({"attachments": [{"filename": "a.txt", "content": "%"}]}, "attachments.0.content"),
        ({"attachments": [{"content": "YQ=="}]}, "attachments.0.filename"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_sendgrid_would_refuse_is_refused_whole(sandbox, change, field):
    answer = send(sandbox, **change)
    assert answer.status_code == 400
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert messages(sandbox) == []


def test_more_than_30_mb_are_refused(sandbox):
    content = "A" * (31 << 20)
    assert send(sandbox, attachments=[{"filename": "a", "content": content}]).status_code == 413


def test_sandbox_mode_only_checks(sandbox):
    answer = send(sandbox, mail_settings={"sandbox_mode": {"enable": True}})
    assert answer.status_code == 200
    assert messages(sandbox) == []


def test_500_people_in_one_request_are_500_messages(sandbox):
    people = [{"to": [{"email": f"p{n}@acme.example"}]} for n in range(500)]
    assert send(sandbox, personalizations=people).status_code == 202
    listed = call("GET", f"{sandbox.url}/messages").json()
    assert (listed["total"], listed["states"]) == (500, {"delivered": 500})
    assert len(listed["items"]) == 100


@pytest.mark.parametrize(("fault", "taken"), [("drop", 0), ("lost", 1), ("down", 0)])
def test_a_cut_connection_is_before_or_behind_the_book(sandbox, fault, taken):
    sandbox.fail(fault, "sendgrid")
    try:
        assert send(sandbox).status_code == 500
    except httpx.TransportError:
        assert fault != "down"
    assert len(messages(sandbox)) == taken


def test_a_limit_says_when_it_ends(sandbox):
    sandbox.fail("rate_limited", "sendgrid", retryAfter=30)
    answer = send(sandbox)
    assert answer.status_code == 429
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert 25 <= int(answer.headers["X-RateLimit-Reset"]) - time.time() <= 31


def test_what_came_twice_is_counted(sandbox):
    for message in ("1", "2", "2"):
        assert send(sandbox, custom_args={"message": message}).status_code == 202
    counted = call("GET", f"{sandbox.url}/messages/repeated", params={"arg": "message"})
    assert counted.json() == {"repeated": 1}


def batch_of(sandbox, after_s: int = 3600) -> str:
    batch_id = post(sandbox, "mail/batch").json()["batch_id"]
    at = int(time.time()) + after_s
    assert send(sandbox, batch_id=batch_id, send_at=at).status_code == 202
    return batch_id


def states(sandbox) -> list[str]:
    return [each["state"] for each in messages(sandbox)]


def test_a_scheduled_message_goes_out_when_its_time_has_come(sandbox):
    batch_of(sandbox)
    assert states(sandbox) == ["scheduled"]
    sandbox.set_forward(3601)
    assert states(sandbox) == ["delivered"]


def test_a_cancelled_batch_never_goes_out_and_a_paused_one_once_it_may(sandbox):
    cancelled, paused = batch_of(sandbox), batch_of(sandbox)
    for batch_id, status in ((cancelled, "cancel"), (paused, "pause")):
        body = {"batch_id": batch_id, "status": status}
        answer = post(sandbox, "user/scheduled_sends", body)
        assert (answer.status_code, answer.json()) == (201, body)
        assert post(sandbox, "user/scheduled_sends", body).status_code == 400
    late = send(sandbox, batch_id=cancelled, send_at=int(time.time()) + 60)
    assert late.status_code == 202
    sandbox.set_forward(7200)
    assert states(sandbox) == ["cancelled", "paused", "cancelled"]
    scheduled = f"{sandbox.url}/sendgrid/v3/user/scheduled_sends"
    assert httpx.delete(f"{scheduled}/{paused}", headers=KEY).status_code == 204
    assert states(sandbox) == ["cancelled", "delivered", "cancelled"]
    assert httpx.get(scheduled, headers=KEY).json() == [{"batch_id": cancelled, "status": "cancel"}]


def test_what_has_gone_out_can_t_be_cancelled_anymore(sandbox):
    batch_id = batch_of(sandbox, after_s=5)
    sandbox.set_forward(60)
    post(sandbox, "user/scheduled_sends", {"batch_id": batch_id, "status": "cancel"})
    assert states(sandbox) == ["delivered"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "mail/batch/none", 400),
        ("GET", "user/scheduled_sends/none", 404),
        ("PATCH", "user/scheduled_sends/none", 404),
        ("DELETE", "user/scheduled_sends/none", 404),
        ("POST", "user/scheduled_sends", 400),
    ],
)
def test_a_batch_that_is_none_is_refused(sandbox, method, path, status):
    body = {"batch_id": "none", "status": "pause"}
    url = f"{sandbox.url}/sendgrid/v3/{path}"
    assert httpx.request(method, url, json=body, headers=KEY).status_code == status
    assert httpx.request(method, url, json=body).status_code == 401


def test_sendgrid_s_package_sends_to_several(sandbox):
    client = sendgrid.SendGridAPIClient("sandbox", host=f"{sandbox.url}/sendgrid")
    mail = Mail("sales@yardflow.example", subject="Hello", plain_text_content="Text")
    for each in (ANN, BEN):
        recipient = Personalization()
        recipient.add_to(To(each["email"]))
        mail.add_personalization(recipient)
    assert client.send(mail).status_code == 202
    assert {each["recipient"] for each in messages(sandbox)} == {ANN["email"], BEN["email"]}
    mail.batch_id = BatchId("none")
    with pytest.raises(HTTPError) as caught:
        client.send(mail)
    assert json.loads(caught.value.body)["errors"][0]["field"] == "batch_id"


def test_the_inbox_shows_what_arrived_and_runs_nothing_of_it(sandbox):
    script = "<script>alert(1)</script>"
    send(
        sandbox,
        subject=f"Hello {script}",
        content=[{"type": "text/html", "value": f"<p>Good {script}</p>"}],
    )
    inbox = call("GET", f"{sandbox.url}/inbox")
    assert "Hello &lt;script&gt;" in inbox.text
    (entry,) = messages(sandbox)
    page = call("GET", f"{sandbox.url}/inbox/{entry['id']}")
    assert script not in inbox.text + page.text
    assert "<iframe sandbox" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert httpx.get(f"{sandbox.url}/inbox/999999").status_code == 404


def test_a_web_page_reads_no_messages(sandbox):
    answer = httpx.get(f"{sandbox.url}/messages", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_where_nothing_can_be_written_the_book_is_kept_in_memory(tmp_path):
    folder = tmp_path / "book"
    folder.write_text("in the way")
    book = Book(Clock(), folder)
    book.enter(MESSAGE)
    assert book.count() == {"delivered": 1}


def test_the_book_outlasts_a_restart(tmp_path):
    def start() -> tuple[subprocess.Popen, str]:
        port = preflight.free_port()
        command = [sys.executable, "-m", "yardflow.sandbox", "--port", str(port)]
        process = subprocess.Popen([*command, "--folder", str(tmp_path / "book")], cwd=ROOT)
        url = f"http://127.0.0.1:{port}"
        assert until(lambda: answers(f"{url}/ping"), 30)
        return process, url

    for before in range(2):
        process, url = start()
        try:
            assert call("GET", f"{url}/messages").json()["total"] == before
            call("POST", f"{url}/sendgrid/v3/mail/send", json=MESSAGE, headers=KEY)
        finally:
            process.kill()
            process.wait(10)
