"""The sandbox's SendGrid takes and refuses as the real one, and keeps what it took."""

import json
import socket
import subprocess
import sys
import time
from contextlib import ExitStack

import httpx
import pytest
import sendgrid
from python_http_client.exceptions import HTTPError
from sendgrid.helpers.eventwebhook import EventWebhook
from sendgrid.helpers.mail import BatchId, Mail, Personalization, To

from tests.fixtures.product import ROOT, answers, until
from tests.fixtures.rows import each_row
from tests.fixtures.sandbox import call
from tests.fixtures.webhook import Webhook
from yardflow.launch import preflight
from yardflow.sandbox import store
from yardflow.sandbox.clock import Clock
from yardflow.sandbox.sendgrid.book import Book
from yardflow.sandbox.sendgrid.suppressions import Suppressions

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


@each_row(
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
    assert '<iframe sandbox="allow-popups' in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert httpx.get(f"{sandbox.url}/inbox/999999").status_code == 404


def test_a_web_page_reads_no_messages(sandbox):
    answer = httpx.get(f"{sandbox.url}/messages", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_where_nothing_can_be_written_the_book_is_kept_in_memory(tmp_path):
    folder = tmp_path / "book"
    folder.write_text("in the way")
    clock, database = Clock(), store.opened(folder, "sendgrid")
    book = Book(database, clock, Suppressions(database, clock))
    book.enter(MESSAGE)
    assert book.count() == {"delivered": 1}


def test_what_is_listed_later_is_listed_as_it_was_taken(tmp_path):
    clock, database = Clock(), store.opened(tmp_path, "sendgrid")
    suppressions = Suppressions(database, clock)
    book = Book(database, clock, suppressions)
    batch = book.open_batch()
    taken = [book.enter(MESSAGE)]
    suppressions.add("bounces", ANN["email"])
    taken += [book.enter(MESSAGE | {"personalizations": [{"to": [ANN], "cc": [BEN]}]})]
    book.hold(batch, "cancel")
    clock.ahead = 60
    taken += [book.enter(MESSAGE | person(to=[BEN]) | {"batch_id": batch})]
    suppressions.add("bounces", BEN["email"])
    book.hold(batch, None)

    listed = book.find()[::-1]

    assert [each["message_id"] for each in listed] == [taken[0], taken[1], taken[1], taken[2]]
    states = [(each["recipient"], each["state"]) for each in listed]
    assert states == [
        (ANN["email"], "delivered"),
        (ANN["email"], "dropped"),
        (BEN["email"], "delivered"),
        (BEN["email"], "delivered"),
    ]
    assert listed[3]["accepted_at"] - listed[0]["accepted_at"] >= 60
    assert book.find() == listed[::-1]


def test_connections_that_rest_keep_no_one_from_an_answer(sandbox):
    address = ("127.0.0.1", int(sandbox.url.rpartition(":")[2]))
    with ExitStack() as resting:
        for _ in range(300):
            connection = resting.enter_context(socket.create_connection(address, 5))
            connection.sendall(b"GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200")


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


def tell(sandbox, url: str, *happenings: dict, **how) -> httpx.Response:
    numbered = [{"message": messages(sandbox)[0]["id"], **each} for each in happenings]
    body = {"url": url, "happenings": numbered, **how}
    return httpx.post(f"{sandbox.url}/control/events", json=body)


def verified(sandbox) -> list[bool]:
    """Whether SendGrid's own package takes each request for SendGrid's."""
    path = "user/webhooks/event/settings/signed/sandbox"
    shown = httpx.get(f"{sandbox.url}/sendgrid/v3/{path}", headers=KEY).json()
    check = EventWebhook(shown["public_key"])
    return [check.verify_signature(*each) for each in Webhook.told]


def test_what_happened_is_told_signed_with_our_arguments(sandbox, webhook):
    answer = send(sandbox, custom_args={"message": "7"}, categories=["nurture"])
    happenings = [{"event": "delivered", "after": 2}, {"event": "open", "after": 60}]
    assert tell(sandbox, webhook, *happenings).json() == {"answers": [204]}
    assert verified(sandbox) == [True]
    delivered, opened = json.loads(Webhook.told[0][0])
    assert (delivered["event"], delivered["message"], delivered["category"]) == (
        "delivered",
        "7",
        ["nurture"],
    )
    assert delivered["sg_message_id"].startswith(answer.headers["X-Message-Id"])
    assert opened["timestamp"] - delivered["timestamp"] == 58
    assert "sg_machine_open" not in opened


def test_it_is_told_as_untidily_as_it_comes(sandbox, webhook):
    send(sandbox)
    happenings = [
        {"event": "open", "machine": True},
        {"event": "click", "more": {"url": "https://yardflow.example/", "useragent": "scanner"}},
        {"event": "bounce", "asynchronous": True},
    ]
    answers = tell(sandbox, webhook, *happenings, twice=True, backwards=True).json()["answers"]
    assert answers == [204, 204]
    assert Webhook.told[0] == Webhook.told[1]
    bounced, clicked, opened = json.loads(Webhook.told[0][0])
    assert "sg_message_id" not in bounced and opened["sg_machine_open"] is True
    assert (clicked["url"], clicked["useragent"]) == ("https://yardflow.example/", "scanner")
    assert len({each["sg_event_id"] for each in (bounced, clicked, opened)}) == 3


def test_a_forged_telling_is_not_sendgrid_s_and_an_old_one_is(sandbox, webhook):
    send(sandbox)
    tell(sandbox, webhook, {"event": "delivered"}, forged=True)
    tell(sandbox, webhook, {"event": "delivered"}, aged=86_000)
    assert verified(sandbox) == [False, True]
    assert time.time() - int(Webhook.told[1][2]) > 85_000


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"happenings": [{"message": 10**6, "event": "open"}]}, 404),
        ({"happenings": [{"message": 1, "event": "sneeze"}]}, 422),
        ({"happenings": [], "url": "http://acme.example/events"}, 422),
        ({"happenings": [], "url": "http://127.0.0.1:9/events"}, 502),
    ],
)
def test_what_can_t_be_told_is_refused_with_the_reason(sandbox, webhook, body, status):
    answer = httpx.post(f"{sandbox.url}/control/events", json={"url": webhook, **body})
    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)


@pytest.mark.parametrize(
    ("happening", "kind"),
    [
        ({"event": "bounce"}, "bounces"),
        ({"event": "spamreport"}, "spam_reports"),
        ({"event": "unsubscribe"}, "unsubscribes"),
    ],
)
def test_to_whom_bounced_or_complained_nothing_is_sent_until_they_are_off_the_list(
    sandbox, webhook, happening, kind
):
    send(sandbox)
    tell(sandbox, webhook, happening)
    assert send(sandbox).status_code == 202
    assert states(sandbox) == ["dropped", "delivered"]
    lists = f"{sandbox.url}/sendgrid/v3/suppression/{kind}"
    assert [each["email"] for each in httpx.get(lists, headers=KEY).json()] == [ANN["email"]]
    unsubscribed = kind == "unsubscribes"
    listed = f"{sandbox.url}/sendgrid/v3/asm/suppressions/global" if unsubscribed else lists
    gone = [httpx.delete(f"{listed}/{ANN['email']}", headers=KEY).status_code for _ in range(2)]
    assert gone == [204, 404]
    send(sandbox)
    assert states(sandbox)[0] == "delivered"


def test_who_was_only_blocked_is_tried_again(sandbox, webhook):
    send(sandbox)
    tell(sandbox, webhook, {"event": "bounce", "more": {"type": "blocked"}})
    blocks = f"{sandbox.url}/sendgrid/v3/suppression/blocks"
    (blocked,) = httpx.get(blocks, headers=KEY).json()
    assert (blocked["email"], blocked["status"]) == (ANN["email"], "5.1.1")
    send(sandbox)
    assert states(sandbox) == ["delivered", "delivered"]
    request = {"delete_all": True}
    assert httpx.request("DELETE", blocks, json=request, headers=KEY).status_code == 204
    assert httpx.get(f"{blocks}/{ANN['email']}", headers=KEY).json() == []


def test_a_suppression_that_we_add_counts_too_and_lists_have_pages(sandbox):
    emails = [f"p{n}@acme.example" for n in range(3)]
    added = post(sandbox, "asm/suppressions/global", {"recipient_emails": emails})
    assert added.status_code == 201
    url = f"{sandbox.url}/sendgrid/v3/suppression/unsubscribes"
    paged = httpx.get(url, params={"limit": 2, "offset": 1}, headers=KEY).json()
    assert [each["email"] for each in paged] == emails[1:]
    assert httpx.get(url, params={"limit": "many"}, headers=KEY).status_code == 400
    send(sandbox, personalizations=[{"to": [{"email": emails[0].upper()}]}])
    assert states(sandbox) == ["dropped"]


def of_sendgrid(sandbox, method: str, path: str, body: dict | None = None) -> httpx.Response:
    return httpx.request(method, f"{sandbox.url}/sendgrid/v3/{path}", json=body, headers=KEY)


def test_a_sender_is_refused_until_the_link_in_their_mail_was_opened(sandbox):
    own = {"email": "ann@yardflow.com"}
    refused = send(sandbox, **{"from": own})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (403, "from")
    given = {"nickname": "Ann", "from_email": own["email"], "reply_to": own["email"]}
    added = post(sandbox, "verified_senders", given)
    assert (added.status_code, added.json()["verified"]) == (201, False)
    assert post(sandbox, "verified_senders", given).status_code == 400
    assert send(sandbox, **{"from": own}).status_code == 403
    letter = one(sandbox, messages(sandbox, to=own["email"])[0]["id"])
    link = letter["text"].splitlines()[-1]
    assert link.startswith(f"{sandbox.url}/sendgrid/v3/verified_senders/verify/")
    assert httpx.get(link).status_code == 204
    assert httpx.get(link[:-1] + "!").status_code == 404
    assert send(sandbox, **{"from": own}).status_code == 202
    (listed,) = of_sendgrid(sandbox, "GET", "verified_senders").json()["results"]
    assert (listed["nickname"], listed["verified"]) == ("Ann", True)
    place = f"verified_senders/{listed['id']}"
    assert [of_sendgrid(sandbox, "DELETE", place).status_code for _ in range(2)] == [204, 404]
    assert send(sandbox, **{"from": own}).status_code == 403


def test_a_sender_without_address_is_refused_by_field(sandbox):
    answer = post(sandbox, "verified_senders", {"nickname": "Ann"})
    fields = [error["field"] for error in answer.json()["errors"]]
    assert (answer.status_code, fields) == (400, ["from_email", "reply_to"])


def template(sandbox, **version) -> dict:
    made = post(sandbox, "templates", {"name": "Nurture", "generation": "dynamic"}).json()
    given = {"name": "First", "subject": "Dear {{name}}", **version}
    assert post(sandbox, f"templates/{made['id']}/versions", given).status_code == 201
    return of_sendgrid(sandbox, "GET", f"templates/{made['id']}").json()


def test_a_template_is_sent_with_the_values_of_each_recipient(sandbox):
    made = template(sandbox, html_content="<p>{{{company.name}}} and {{ other }}</p>")
    person = {"to": [ANN], "dynamic_template_data": {"name": "Ann", "company": {"name": "Acme"}}}
    change = {"subject": None, "content": None, "template_id": made["id"]}
    assert send(sandbox, personalizations=[person], **change).status_code == 202
    whole = one(sandbox, messages(sandbox)[0]["id"])
    assert (whole["subject"], whole["html"]) == ("Dear Ann", "<p>Acme and </p>")
    person = {"to": [ANN], "substitutions": {"a": "b"}}
    assert send(sandbox, personalizations=[person], **change).status_code == 400
    assert send(sandbox, **change | {"template_id": "d-none"}).status_code == 400


def test_one_version_is_active_and_each_can_be_changed(sandbox):
    made = template(sandbox)
    place = f"templates/{made['id']}"
    (first,) = made["versions"]
    second = post(sandbox, f"{place}/versions", {"name": "Second", "subject": "Hi"}).json()
    assert (first["active"], second["active"]) == (1, 0)
    activated = post(sandbox, f"{place}/versions/{second['id']}/activate")
    assert activated.json()["active"] == 1
    version = f"{place}/versions/{first['id']}"
    assert of_sendgrid(sandbox, "PATCH", version, {"subject": "New"}).json()["subject"] == "New"
    versions = of_sendgrid(sandbox, "GET", place).json()["versions"]
    assert {each["name"]: each["active"] for each in versions} == {"First": 0, "Second": 1}
    assert of_sendgrid(sandbox, "DELETE", version).status_code == 204
    assert of_sendgrid(sandbox, "GET", version).status_code == 404
    assert of_sendgrid(sandbox, "PATCH", place, {"name": "Renamed"}).json()["name"] == "Renamed"
    assert of_sendgrid(sandbox, "DELETE", place).status_code == 204
    assert of_sendgrid(sandbox, "GET", place).status_code == 404


def test_templates_are_listed_page_by_page(sandbox):
    names = {template(sandbox)["id"] for _ in range(3)}
    first = of_sendgrid(sandbox, "GET", "templates?generations=dynamic&page_size=2").json()
    assert first["_metadata"]["count"] == 2
    second = httpx.get(first["_metadata"]["next"], headers=KEY).json()
    assert {each["id"] for each in first["result"] + second["result"]} == names
    assert "next" not in second["_metadata"]
    for wrong in ("templates", "templates?page_size=0", "templates?page_size=many"):
        assert of_sendgrid(sandbox, "GET", wrong).status_code == 400


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("templates", {"generation": "dynamic"}, "name"),
        ("templates", {"name": "x" * 101, "generation": "dynamic"}, "name"),
        ("templates", {"name": "Old", "generation": "legacy"}, "generation"),
        ("versions", {"name": "First"}, "subject"),
        ("versions", {"name": "First", "subject": 7}, "subject"),
        ("versions", {"name": "First", "subject": "Hi", "colour": "red"}, "colour"),
    ],
)
def test_a_template_that_sendgrid_would_refuse_is_refused(sandbox, path, body, field):
    if path == "versions":
        path = f"templates/{template(sandbox)['id']}/versions"
    answer = post(sandbox, path, body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
