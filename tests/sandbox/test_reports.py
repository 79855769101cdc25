"""The sandbox's SendGrid reports by itself, where it was given a webhook."""

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.fixtures.product import until
from tests.fixtures.rows import each_row
from tests.fixtures.sandbox import Sandbox, call, started
from tests.fixtures.webhook import Webhook
from tests.sandbox.test_sendgrid import ANN, KEY, MESSAGE, messages, post, verified
from yardflow.sandbox.sendgrid import links

ON = {"click_tracking": {"enable": True}, "open_tracking": {"enable": True}}
UNSUBSCRIBE = "http://localhost:3000/api/unsubscribe/a1&b"
HTML = f"""<p><a class="x" href="https://yardflow.example/?a=1&amp;b=2">Site</a>
<A HREF="mailto:sam@yardflow.example">Sam</A> <a name="here">Here</a>
<a href="{UNSUBSCRIBE.replace("&", "&amp;")}">Unsubscribe</a></p>"""


@pytest.fixture
def reporting(webhook: str) -> Iterator[Sandbox]:
    """A sandbox of its own that reports to the webhook."""
    with started(None, "--webhook", webhook) as url:
        yield Sandbox(url)


def send(sandbox: Sandbox, **change: object) -> int:
    """Sends a message; its number."""
    headers = {"List-Unsubscribe": f"<{UNSUBSCRIBE}>"}
    content = [{"type": "text/html", "value": HTML}]
    body = {**MESSAGE, "headers": headers, "content": content, "tracking_settings": ON, **change}
    assert post(sandbox, "mail/send", body).status_code == 202
    return int(messages(sandbox)[0]["id"])


def told(*names: str) -> bool:
    """Whether it comes to exactly these events."""
    return until(lambda: [event["event"] for event in Webhook.events()] == [*names], 20)


def lead_of(sandbox: Sandbox, number: int) -> str:
    """Where the page of a message leads through the sandbox, as its reader would click."""
    page = call("GET", f"{sandbox.url}/inbox/{number}").text
    (path,) = set(re.findall(r"/inbox/[0-9]+/links/[0-9]+", page))
    return f"{sandbox.url}{path}"


def test_the_way_of_a_message_is_told_and_what_its_reader_does(reporting):
    number = send(reporting, custom_args={"message": "7"})
    assert told("processed", "delivered")
    link = lead_of(reporting, number)
    answer = httpx.get(link)
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "https://yardflow.example/?a=1&b=2",
    )
    assert told("processed", "delivered", "open", "click"), Webhook.events()
    assert all(verified(reporting))
    delivered, opened, clicked = Webhook.events()[1:]
    assert clicked["url"] == "https://yardflow.example/?a=1&b=2"
    assert {event["message"] for event in Webhook.events()} == {"7"}
    assert delivered["timestamp"] <= opened["timestamp"] <= clicked["timestamp"] <= time.time()


def test_only_the_message_s_own_links_lead_through_the_sandbox(reporting):
    number = send(reporting)
    page = call("GET", f"{reporting.url}/inbox/{number}").text
    assert "a1&amp;amp;b&quot;" in page, "the unsubscribe link leads elsewhere"
    assert "mailto:sam@yardflow.example&quot;" in page
    answers = [
        httpx.get(f"{reporting.url}/inbox/{path}").status_code
        for path in (f"{number}/links/1", f"{number}/links/2", f"{number}/links/99", "99/links/0")
    ]
    assert answers == [404] * 4


def test_what_only_looks_is_no_reader(reporting):
    number = send(reporting)
    link = lead_of(reporting, number)
    assert told("processed", "delivered", "open")
    untracked = send(reporting, tracking_settings={})
    assert "/links/" not in call("GET", f"{reporting.url}/inbox/{untracked}").text
    assert httpx.get(f"{reporting.url}/inbox/{untracked}/links/0").status_code == 404
    for looked_at in (link, f"{reporting.url}/inbox/{number}"):
        httpx.head(looked_at)
    assert told("processed", "delivered", "open", "processed", "delivered")


def test_what_the_webhook_does_not_take_is_told_again_as_the_same(reporting):
    Webhook.refusing = True
    send(reporting)
    assert until(lambda: len(Webhook.told) >= 2, 20)
    Webhook.refusing = False
    before = len(Webhook.told)
    assert until(lambda: len(Webhook.told) > before, 20)
    send(reporting, personalizations=[{"to": [{"email": "ben@birch.example"}]}])
    assert until(lambda: any(e["email"] != ANN["email"] for e in Webhook.events()), 20)
    ids = [event["sg_event_id"] for event in Webhook.events()]
    assert len(set(ids)) == 4, "another id when told again"


def test_what_is_not_on_its_way_yet_or_never_will_be_is_not_told_as_delivered(reporting):
    batch = post(reporting, "mail/batch").json()["batch_id"]
    at = int(time.time()) + 3600
    later = send(reporting, batch_id=batch, send_at=at)
    call("GET", f"{reporting.url}/inbox/{later}")
    paused = post(reporting, "mail/batch").json()["batch_id"]
    body = {"batch_id": paused, "status": "pause"}
    assert post(reporting, "user/scheduled_sends", body).status_code == 201
    send(reporting, batch_id=paused)
    telling = {"url": "http://127.0.0.1:9/", "happenings": [{"message": later, "event": "bounce"}]}
    httpx.post(f"{reporting.url}/control/events", json=telling)
    send(reporting)
    assert told("dropped"), Webhook.events()
    call("DELETE", f"{reporting.url}/sendgrid/v3/suppression/bounces/{ANN['email']}", headers=KEY)
    reporting.set_forward(3700)
    assert told("dropped", "processed", "delivered"), Webhook.events()
    assert Webhook.events()[2]["timestamp"] == at


def test_the_webhook_is_told_after_a_restart_what_it_was_not_told_before(webhook, tmp_path):
    options = ("--webhook", webhook, "--folder", str(tmp_path / "book"))
    Webhook.refusing = True
    with started(None, *options) as url:
        send(Sandbox(url))
        assert until(lambda: Webhook.told, 20)
    Webhook.refusing = False
    before = len(Webhook.told)
    with started(None, *options) as url:
        assert until(lambda: len(Webhook.told) > before, 20)
        assert all(verified(Sandbox(url))), "another key than before"


@each_row(
    ("html", "led"),
    [
        ('<a href="https://a.example">A</a>', '<a href="/l/0">A</a>'),
        ('<a\nclass="b" href="http://a.example">A</a>', '<a\nclass="b" href="/l/0">A</a>'),
        ('<a data-href="https://a.example">A</a>', '<a data-href="https://a.example">A</a>'),
        ('<abbr href="https://a.example">', '<abbr href="https://a.example">'),
        ('<a href="javascript:a">A</a>', '<a href="javascript:a">A</a>'),
        ('<a href="tel:1"></a><a href=" https://a.example"></a>',
         '<a href="tel:1"></a><a href="/l/1"></a>'),
        ("<a " * 50_000, "<a " * 50_000),
        ("<a " + " " * 200_000, "<a " + " " * 200_000),
    ],
)  # fmt: skip
def test_links_are_found_as_they_are_written(html, led):
    assert links.leading_through(html, "/l", "<http://u.example>") == led
