"""Publishing a sequence names the version of each template, and refuses what can't go out."""

import pytest
from sqlmodel import Session

from yardflow.errors import Conflict
from yardflow.models import SequenceVersion, Template
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import Definition, Email, EntryRules, Schedule
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.services.sequences.lifecycle.publishing import NotPublishable
from yardflow.services.sequences.templates import library, pinning, snippets

pytestmark = pytest.mark.usefixtures("database")
READY = (
    '<p>Hello {{ contact.first_name | default: "there" }}</p><p>{{ workplace.postal_address }}'
    ' <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>'
)


def template(session: Session, alice, html: str = READY) -> int:
    values = {"name": f"T{len(html)}", "subject": "Hello", "html": html}
    return library.create(session, alice, values).id


def publish(session: Session, alice, template_id: int) -> SequenceVersion:
    email = Email("intro", template_id)
    definition = Definition("intro", {"intro": email}, Schedule(), EntryRules())
    draft = reading.write(definition)
    row = drafts.create(session, alice, {"name": f"S{template_id}", "draft": draft})
    return publishing.publish(session, alice, row.id)


def test_the_current_version_is_what_goes_out(session, alice):
    template_id = template(session, alice)
    published = publish(session, alice, template_id)
    (step,) = published.definition["steps"]
    assert step["templateVersionId"] == session.get(Template, template_id).version_id


def test_what_lacks_the_link_to_unsubscribe_an_archived_and_an_unknown_one_are_refused(
    session, alice
):
    without = template(session, alice, "<p>Hello, {{ workplace.postal_address }}</p>")
    with pytest.raises(NotPublishable, match=r"isn't ready: .*nsubscribe"):
        publish(session, alice, without)
    gone = template(session, alice)
    library.archive(session, alice, gone)
    for number in (gone, 999):
        with pytest.raises(NotPublishable, match="doesn't exist"):
            publish(session, alice, number)


def test_what_would_refuse_it_is_known_before(session, alice):
    ready, without = template(session, alice), template(session, alice, "<p>Hello</p>")
    said = pinning.remarks(session, alice, {ready, without, 999})
    assert {number: [each.blocks for each in listed] for number, listed in said.items()} == {
        without: [True]
    }
    with pytest.raises(NotPublishable) as refused:
        publish(session, alice, without)
    assert said[without][0].text in refused.value.message


def test_whom_a_variable_without_a_fallback_keeps_waiting_is_known_before(session, alice):
    html = READY.replace(' | default: "there" }}', " }} {{ account.name }}")
    without = template(session, alice, html)
    (remark,) = pinning.remarks(session, alice, {without})[without]
    assert not remark.blocks
    assert "has no fallback for first name and account" in remark.text
    publish(session, alice, without)


def test_a_snippet_keeps_what_its_templates_need_to_be_sent(session, alice):
    """Also one within another, and for a version that a sequence sends though a newer one is
    there.
    """
    footer = READY.partition("</p>")[2]
    inner = snippets.create(session, alice, {"name": "Inner", "html": footer})
    snippets.create(session, alice, {"name": "Outer", "html": '{% snippet "Inner" %}'})
    template_id = template(session, alice, 'Hello {% snippet "Outer" %}')
    publish(session, alice, template_id)
    library.update(session, alice, template_id, None, {"html": READY})
    template(session, alice, 'Not ready yet {{ contact.nickname }}{% snippet "Inner" %}')
    with pytest.raises(Conflict, match=r"the template “T\d+” can't be sent: Add {{ unsubscribe"):
        snippets.update(session, alice, inner.id, None, {"html": "Bye"})
    snippets.update(session, alice, inner.id, None, {"html": footer + "<p>Bye</p>"})
    unused = snippets.create(session, alice, {"name": "Unused", "html": footer})
    snippets.update(session, alice, unused.id, None, {"html": "Bye"})


def test_a_newer_version_of_a_template_is_something_to_publish(session, alice):
    template_id = template(session, alice)
    sequence_id = publish(session, alice, template_id).sequence_id
    assert drafts.draft(session, alice, sequence_id).changes == []
    library.update(session, alice, template_id, None, {"subject": "Good morning"})
    newer = ["Step 1: uses a newer version of its template"]
    assert drafts.draft(session, alice, sequence_id).changes == newer
    publishing.publish(session, alice, sequence_id)
    assert drafts.draft(session, alice, sequence_id).changes == []
    library.archive(session, alice, template_id)
    assert drafts.draft(session, alice, sequence_id).changes == []
