"""Templates over HTTP."""

import pytest

from yardflow.models import Contact

pytestmark = pytest.mark.usefixtures("database")


def test_a_template_is_added_changed_previewed_and_restored(calls, session, bob, acme):
    client = calls(bob)
    parts = {"name": "Hello", "subject": "Hi {{ contact.first_name }}", "text": "Hi"}
    added = client.post("/api/templates", json=parts).json()
    path = f"/api/templates/{added['id']}"
    ann = Contact(account_id=acme.id, first_name="Zoë", last_name="Ärn", name_key="zoe arn")
    session.add(ann)
    session.commit()
    shown = client.post(f"{path}/preview", json={"contactId": ann.id}).json()
    assert (shown["subject"], shown["missing"]) == ("Hi Zoë", [])
    assert client.post(f"{path}/preview", json={}).json()["subject"] == "Hi Ann"
    assert client.post(f"{path}/preview", json={"contactId": 99_999}).status_code == 404

    html = "<p>{{ contact.first_name }}</p>" * 2_000
    changed = client.patch(path, json={"html": html, "version": added["version"]}).json()
    assert (changed["number"], changed["html"]) == (2, html)
    assert client.patch(path, json={"subject": "x", "version": 1}).status_code == 409
    refused = client.patch(path, json={"text": "\n{{ contact.__class__ }}"})
    assert refused.status_code == 422
    assert refused.json()["error"]["fields"]["text"].startswith("Line 2: contact.__class__")

    assert client.post(f"{path}/restore", json={"number": 1}).json()["html"] == ""
    assert [each["number"] for each in client.get(f"{path}/versions").json()] == [3, 2, 1]
    assert any("postal address" in each["text"] for each in client.get(f"{path}/problems").json())
    assert client.post(f"{path}/clone").json()["name"] == "Hello copy"
    client.post(f"{path}/archive")
    names = [each["name"] for each in client.get("/api/templates").json()["items"]]
    assert names == ["Hello copy"]
    client.post(f"{path}/unarchive")
    assert client.get("/api/templates?q=hello&sort=name").json()["total"] == 2


def test_a_snippet_shows_in_every_template_that_has_it_and_stays_while_it_is_used(calls, bob):
    client = calls(bob)
    footer = client.post("/api/snippets", json={"name": "Footer", "text": "Sam"}).json()
    path = f"/api/snippets/{footer['id']}"
    body = {"name": "T", "html": '<b>a</b>{% snippet "Footer" %}'}
    template = client.post("/api/templates", json=body).json()
    changed = client.patch(path, json={"text": "Ann & co", "version": footer["version"]})
    assert changed.status_code == 200
    shown = client.post(f"/api/templates/{template['id']}/preview", json={}).json()
    assert "<b>a</b><p>Ann &amp; co</p>" in shown["html"]
    assert client.patch(path, json={"html": '{% snippet "Footer" %}'}).status_code == 422
    assert client.delete(path).status_code == 409
    client.patch(f"/api/templates/{template['id']}", json={"html": ""})
    assert client.delete(path).status_code == 204
    assert client.get("/api/snippets").json() == []
