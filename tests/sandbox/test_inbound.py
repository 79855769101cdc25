"""The sandbox's Inbound Parse: answers to messages, posted as SendGrid posts them."""

import httpx
import pytest

from tests.fixtures.product import until
from tests.fixtures.sandbox import Sandbox, call, started
from tests.fixtures.webhook import Webhook
from tests.sandbox.test_sendgrid import MESSAGE, post
from yardflow.sandbox.sendgrid.events import SIGNATURE
from yardflow.sandbox.sendgrid.inbound import Kind


@pytest.fixture
def number(sandbox) -> int:
    """A message that arrived."""
    assert post(sandbox, "mail/send", MESSAGE).status_code == 202
    items = call("GET", f"{sandbox.url}/messages", params={"limit": 1}).json()["items"]
    return int(items[0]["id"])


def reply(sandbox, webhook: str, number: int, **how) -> httpx.Response:
    body = {"message": number, "url": webhook, **how}
    return call("POST", f"{sandbox.url}/control/replies", json=body)


@pytest.mark.parametrize("kind", Kind.__args__)
def test_answers_of_every_kind_come_in_parts_or_raw(sandbox, webhook, number, kind):
    for raw in (False, True):
        assert reply(sandbox, webhook, number, kind=kind, raw=raw).json() == {"answers": [204]}
    assert len(Webhook.told) == 2
    assert all(signature for _, signature, _ in Webhook.told), SIGNATURE


def test_an_answer_comes_twice_or_late(sandbox, webhook, number):
    assert reply(sandbox, webhook, number, twice=True).json() == {"answers": [204, 204]}
    assert reply(sandbox, webhook, number, late=0.2).json() == {"answers": []}
    assert until(lambda: len(Webhook.told) == 3)


def test_a_person_answers_on_the_page_of_a_message(webhook):
    with started(None, "--webhook", webhook) as url:
        sandbox = Sandbox(url)
        post(sandbox, "mail/send", MESSAGE)
        (item,) = call("GET", f"{url}/messages").json()["items"]
        page = call("GET", f"{url}/inbox/{item['id']}").text
        assert f'action="/inbox/{item["id"]}/reply"' in page
        form = {"kind": "stop", "text": ""}
        files = {"files": ("plan.pdf", b"%PDF", "application/pdf")}
        foreign = {"sec-fetch-site": "cross-site"}
        path = f"{url}/inbox/{item['id']}/reply"
        assert httpx.post(path, data=form, headers=foreign).status_code == 404
        httpx.post(path, data=form, files=files)
        assert until(lambda: any("Please unsubscribe me." in body for body, *_ in Webhook.told))
        assert 'filename="plan.pdf"\r\nContent-Type: application/pdf' in Webhook.told[-1][0]
