"""Templates that SendGrid has, too: taken in whole, compared, and never overwritten unseen."""

import pytest

from tests.fixtures.sandbox import call
from yardflow.errors import Conflict, Contradictory, Forbidden, Invalid, NotFound
from yardflow.integrations.sendgrid import templates as sendgrid
from yardflow.models import TemplateLink
from yardflow.services.sequences.templates import library, rows, sendgrid_link
from yardflow.services.sequences.templates.twins import Seen, Standing

HTML = "<style>p{color:red}</style><p>Hi {{first_name}}</p>"


@pytest.fixture
def theirs(sandbox):
    """A dynamic template with one version; its id. Changing it takes a second, as a person does."""
    call("DELETE", f"{sandbox.url}/messages")
    template_id = sendgrid.create("Welcome & co")
    sendgrid.add_version(template_id, "One", "Hi {{{insert first_name}}}", HTML, "Hi")
    return template_id


def change(sandbox, template_id: str, **given: str) -> None:
    twin = sendgrid.read(template_id)
    sandbox.set_forward(3600)
    call(
        "PATCH",
        f"{sandbox.url}/sendgrid/v3/templates/{template_id}/versions/{twin.version_id}",
        json=given,
        headers={"Authorization": "Bearer sandbox"},
    )


def versions(sandbox, template_id: str) -> list[dict]:
    url = f"{sandbox.url}/sendgrid/v3/templates/{template_id}"
    return call("GET", url, headers={"Authorization": "Bearer sandbox"}).json()["versions"]


def test_one_is_taken_in_compared_and_made_equal_in_either_way(
    session, alice, bob, sandbox, theirs, calls
):
    member, admin = calls(bob), calls(alice)
    (offer,) = member.get("/api/templates/sendgrid").json()
    assert (offer["id"], offer["name"], offer["templateId"]) == (theirs, "Welcome & co", None)
    taken = member.post("/api/templates/sendgrid", json={"sendgridId": theirs})
    assert taken.status_code == 201, taken.text
    row = taken.json()
    assert (row["name"], row["subject"]) == ("Welcome & co", "Hi {{ contact.first_name }}")
    assert "<p>Hi {{ contact.first_name }}</p>" in row["html"] and row["text"] == "Hi"
    path = f"/api/templates/{row['id']}"
    again = member.post("/api/templates/sendgrid", json={"sendgridId": theirs})
    assert again.status_code == 409
    assert member.get("/api/templates/sendgrid").json()[0]["templateId"] == row["id"]

    same = member.get(f"{path}/sendgrid").json()
    assert (same["standing"], same["differences"]) == ("same", [])

    # Ours changes: SendGrid gets another version, and only from an administrator.
    member.patch(path, json={"subject": "Dear {{ contact.first_name }}"})
    ahead = member.get(f"{path}/sendgrid").json()
    assert ahead["standing"] == "changed_here"
    assert [each["part"] for each in ahead["differences"]] == ["subject"]
    assert member.post(f"{path}/sendgrid/push", json={"seen": ahead["seen"]}).status_code == 403
    assert admin.post(f"{path}/sendgrid/push", json={}).status_code == 409
    pushed = admin.post(f"{path}/sendgrid/push", json={"seen": ahead["seen"]})
    assert pushed.status_code == 200, pushed.text
    assert len(versions(sandbox, theirs)) == 2
    assert sendgrid.read(theirs).subject == "Dear {{{contact.first_name}}}"
    assert member.get(f"{path}/sendgrid").json()["standing"] == "same"
    assert admin.post(f"{path}/sendgrid/push", json={"seen": ahead["seen"]}).status_code == 409

    # Theirs changes: what a person saw before decides nothing any more.
    seen = member.get(f"{path}/sendgrid").json()["seen"]
    change(sandbox, theirs, subject="Hello {{first_name}}", plain_content="Hello")
    assert member.post(f"{path}/sendgrid/pull", json={"seen": seen}).status_code == 409
    behind = member.get(f"{path}/sendgrid").json()
    assert behind["standing"] == "changed_there"
    assert {each["part"]: each["there"] for each in behind["differences"]} == {
        "subject": "Hello {{ contact.first_name }}",
        "text": "Hello",
    }
    library.update(session, bob, row["id"], None, {"preheader": "Ours alone"})
    session.commit()
    assert member.get(f"{path}/sendgrid").json()["standing"] == "changed_both"
    pulled = member.post(f"{path}/sendgrid/pull", json={"seen": behind["seen"]}).json()
    assert (pulled["subject"], pulled["preheader"]) == (
        "Hello {{ contact.first_name }}",
        "Ours alone",
    )
    assert member.get(f"{path}/sendgrid").json()["standing"] == "same"
    stale = {"seen": behind["seen"], "version": row["version"]}
    assert member.post(f"{path}/sendgrid/pull", json=stale).status_code == 409

    call(
        "DELETE",
        f"{sandbox.url}/sendgrid/v3/templates/{theirs}",
        headers={"Authorization": "Bearer sandbox"},
    )
    assert member.get(f"{path}/sendgrid").json()["standing"] == "missing"
    assert admin.post(f"{path}/sendgrid/push", json={"seen": seen}).status_code == 409
    assert member.delete(f"{path}/sendgrid").status_code == 204
    assert member.get(f"{path}/sendgrid").status_code == 404


def test_what_cannot_be_said_is_named_and_nothing_is_taken_in(session, bob, sandbox, theirs):
    html = "<p>\n{{#each items}}{{this}}{{/each}}{{nickname}}</p>"
    change(sandbox, theirs, html_content=html, subject="{{nickname}}")
    before = len(rows.names(session, bob))
    with pytest.raises(Invalid) as refused:
        sendgrid_link.take_in(session, bob, theirs)
    assert refused.value.fields["subject"].startswith(
        "Subject, Line 1: {{nickname}} names nickname"
    )
    assert "HTML, Line 2: {{#each items}} has no counterpart" in refused.value.fields["html"]
    assert len(rows.names(session, bob)) == before
    change(sandbox, theirs, html_content="<p>{{nickname}}</p>")
    row = sendgrid_link.take_in(session, bob, theirs, {"nickname": "contact.first_name"})
    assert row.html == "<p>{{ contact.first_name }}</p>"
    for unknown in ("d-none", "../x", ""):
        with pytest.raises((NotFound, Invalid, sendgrid.PermanentError)):
            sendgrid_link.take_in(session, bob, unknown)


def test_ours_becomes_a_new_template_there_once_whatever_goes_wrong(
    session, alice, bob, sandbox, theirs
):
    row = library.create(session, bob, {"name": "Lunch", "subject": "Hi", "text": "Hi & bye"})
    session.commit()
    with pytest.raises(Forbidden):
        sendgrid_link.push(session, bob, row.id, None)
    with pytest.raises(NotFound):
        sendgrid_link.push(session, alice, row.id, Seen("x", "y"))
    sandbox.fail("error", "sendgrid", status=403, path="/versions")
    with pytest.raises(sendgrid.PermanentError):
        sendgrid_link.push(session, alice, row.id, None)
    session.rollback()
    assert [offer.name for offer in sendgrid.offers()].count("Lunch") == 1
    half = sendgrid_link.compare(session, bob, row.id)
    assert (half.standing, half.seen) == (Standing.MISSING, Seen("", ""))
    sendgrid_link.push(session, alice, row.id, half.seen)
    session.commit()
    assert [offer.name for offer in sendgrid.offers()].count("Lunch") == 1
    twin = sendgrid.read(session.get_one(TemplateLink, row.id).sendgrid_id)
    assert (twin.subject, twin.html, twin.text) == ("Hi", "", "Hi & bye")
    assert sendgrid_link.compare(session, bob, row.id).standing is Standing.SAME

    library.update(session, bob, row.id, None, {"text": "{{ contact.title | upcase }}"})
    session.commit()
    compared = sendgrid_link.compare(session, bob, row.id)
    assert compared.not_there == ["Text, Line 1:  SendGrid has no filter upcase."]
    with pytest.raises(Contradictory, match="no filter upcase"):
        sendgrid_link.push(session, alice, row.id, compared.seen)
    library.update(session, bob, row.id, None, {"text": "Hi", "subject": ""})
    session.commit()
    with pytest.raises(Contradictory, match="without a subject"):
        sendgrid_link.push(session, alice, row.id, compared.seen)
    with pytest.raises(Conflict):
        sendgrid_link.take_in(session, bob, compared.sendgrid_id)


def test_all_pages_of_sendgrid_are_read_and_odd_answers_are_errors_in_words(
    session, bob, sandbox, theirs, monkeypatch
):
    for number in range(4):
        sendgrid.create(f"T{number}")
    monkeypatch.setattr(sendgrid, "_A_PAGE", 2)
    assert len(sendgrid.offers()) == 5
    sandbox.fail("malformed", "sendgrid")
    with pytest.raises(sendgrid.TemporaryError, match=r"could not be read|did not answer"):
        sendgrid.offers()
    sandbox.fail("error", "sendgrid", status=401)
    with pytest.raises(sendgrid.PermanentError, match="does not accept our key"):
        sendgrid.read(theirs)
