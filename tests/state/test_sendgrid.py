"""A template that comes from SendGrid with names that mean nothing here."""

import pytest

from tests.fixtures.sandbox import call as http
from tests.fixtures.state_tab import call, tab
from yardflow.integrations.sendgrid import templates as sendgrid
from yardflow.services.sequences.templates import rows
from yardflow.state.templates.sendgrid import SendGridImportState, SendGridState


@pytest.fixture
def theirs(sandbox) -> str:
    http("DELETE", f"{sandbox.url}/messages")
    template_id = sendgrid.create("Welcome")
    html = "<p>{{nickname}} {{#if coupon}}{{coupon}}{{/if}} {{tracking}}</p>"
    sendgrid.add_version(template_id, "One", "Hi {{nickname}}", html, "Hi")
    return template_id


async def test_names_are_asked_for_until_the_template_can_be_imported(session, bob, theirs):
    page = tab(session, bob, SendGridImportState, "/templates/")
    await call(page, SendGridImportState.ask)
    assert page.offers == [(theirs, "Welcome")]
    form = {"offer": theirs}
    await call(page, SendGridImportState.take, form)
    assert (page.unnamed, page.problems) == (["nickname", "coupon", "tracking"], [])
    form |= {"is-nickname": "contact.first_name", "is-coupon": "omit", "is-tracking": "omit"}
    await call(page, SendGridImportState.take, form)
    assert page.unnamed == []
    assert "tests something that is to be omitted" in page.problems[0]
    await call(page, SendGridImportState.choose, theirs)
    await call(page, SendGridImportState.take, {"offer": theirs})
    await call(page, SendGridImportState.take, {**form, "is-coupon": "event.booth"})
    assert (page.is_open, page.problems) == (False, [])
    (template_id,) = rows.names(session, bob)
    row = rows.get(session, bob, template_id)
    assert row.subject == "Hi {{ contact.first_name }}"
    assert "{% if event.booth %}{{ event.booth }}{% endif %} </p>" in row.html

    # The names are known from now on, and a new one is asked for beside the template.
    card = tab(session, bob, SendGridState, f"/templates/{template_id}/")
    await call(card, SendGridState.load)
    await call(card, SendGridState.compare)
    assert (card.standing, card.unnamed) == ("same", [])
    sendgrid.add_version(theirs, "Two", "Dear {{pet_name}}", "<p>{{nickname}}</p>", "Hi")
    await call(card, SendGridState.compare)
    assert (card.standing, card.unnamed) == ("changed_there", ["pet_name"])
    await call(card, SendGridState.name, {"is-pet_name": "contact.shoe"})
    assert "no variable" in card.notice.text
    again = await call(card, SendGridState.name, {"is-pet_name": "contact.last_name"})
    assert again == SendGridState.compare
    await call(card, SendGridState.compare)
    assert (card.unnamed, card.not_here) == ([], [])
    await call(card, SendGridState.pull)
    assert rows.get(session, bob, template_id).subject == "Dear {{ contact.last_name }}"
