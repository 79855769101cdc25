"""Templates as a team keeps them."""

import pytest
from sqlalchemy import text

from yardflow import db
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.services.sequences.templates import library, problems, rows, snippets, sources
from yardflow.services.sequences.templates.rows import TemplateQuery

GOOD = {
    "subject": "Hi {{ contact.first_name }}",
    "text": "See you, {{ workplace.postal_address }} {{ unsubscribe_url }}",
}


@pytest.fixture
def template(session, alice):
    return library.create(session, alice, {"name": "Follow-up", **GOOD})


def test_each_save_that_changes_something_is_a_version(session, alice, template):
    same = library.update(session, alice, template.id, template.version, dict(GOOD))
    assert (same.number, same.version) == (1, template.version)
    changed = library.update(session, alice, template.id, same.version, {"subject": "New"})
    assert (changed.number, changed.text, changed.author) == (2, GOOD["text"], alice.name)
    renamed = library.update(session, alice, template.id, None, {"name": "Thank you"})
    assert (renamed.number, renamed.name) == (2, "Thank you")
    back = library.restore(session, alice, template.id, 1)
    assert (back.number, back.subject) == (3, GOOD["subject"])
    listed = library.versions(session, alice, template.id)
    assert [(row.number, row.current) for row in listed] == [(3, True), (2, False), (1, False)]
    with pytest.raises(NotFound):
        library.restore(session, alice, template.id, 9)


def test_a_second_tab_does_not_overwrite_the_first(session, alice, template):
    library.update(session, alice, template.id, template.version, {"subject": "First"})
    with pytest.raises(Conflict, match="Someone else just changed this template"):
        library.update(session, alice, template.id, template.version, {"subject": "Second"})


def test_a_version_never_changes(session, template):
    session.commit()
    for change in ("subject = 'x'", "html = 'x'", "text = 'x'", "preheader = 'x'", "number = 9"):
        with pytest.raises(Conflict), db.session() as current:
            current.execute(text(f"UPDATE template_version SET {change}"))


def test_what_cannot_be_rendered_is_refused_with_part_and_line(session, alice, template):
    cases = {
        "subject": "{{ contact.first_name",
        "html": "<p>\n{% for x in y %}",
        "text": "\n\n{{ contact.__class__ }}",
        "preheader": "{% if x %}",
        "name": " ",
    }
    with pytest.raises(Invalid) as error:
        library.update(session, alice, template.id, None, cases)
    assert error.value.fields.keys() == cases.keys()
    assert error.value.fields["html"].startswith("Line 2: Templates have no {% for %}")
    for part, most in (("subject", 300), ("html", 100_000), ("text", 20_000)):
        with pytest.raises(Invalid, match="at most"):
            library.update(session, alice, template.id, None, {part: "x" * (most + 1)})


def test_names_are_unique_without_capitals(session, alice, template):
    with pytest.raises(Conflict, match="follow-UP already exists"):
        library.create(session, alice, {"name": "follow-UP"})
    copies = [library.clone(session, alice, template.id).name for _ in range(3)]
    assert copies == ["Follow-up copy", "Follow-up copy 2", "Follow-up copy 3"]
    assert library.clone(session, alice, template.id).text == GOOD["text"]


def test_the_list_finds_names_and_subjects_and_leaves_out_the_archived(session, alice, template):
    other = library.create(session, alice, {"name": "100% off_", "subject": "Deal"})

    def names(**query):
        return [row.name for row in rows.search(session, alice, TemplateQuery(**query)).items]

    assert names(sort="name") == ["100% off_", "Follow-up"]
    assert names(q="DEAL") == names(q="%") == names(q="OFF_") == ["100% off_"]
    library.archive(session, alice, other.id)
    assert (names(), names(archived=True)) == (["Follow-up"], ["100% off_"])
    library.archive(session, alice, other.id, archived=False)
    assert len(names()) == 2


def test_a_good_template_can_be_published(session, alice, template):
    assert problems.publishable(session, template.version_id) == []
    with pytest.raises(NotFound):
        problems.publishable(session, 99_999)


def test_snippets_are_shared_and_stay_while_they_are_used(session, alice, template):
    footer = snippets.create(session, alice, {"name": "Footer", "html": "<p>{{ sender.name }}</p>"})
    with pytest.raises(Conflict, match="footer already exists"):
        snippets.create(session, alice, {"name": "footer"})
    used = {"html": 'a {% snippet "Footer" %} {% snippet "Gone" %}'}
    row = library.update(session, alice, template.id, None, used)
    assert [snippet.name for snippet in sources.load(session, row.version_id).snippets] == [
        "Footer"
    ]
    assert any(
        "The snippet Gone doesn't exist." in problem.text
        for problem in problems.publishable(session, row.version_id)
    )
    for attempt in (
        lambda: snippets.delete(session, alice, footer.id),
        lambda: snippets.update(session, alice, footer.id, None, {"name": "Foot"}),
    ):
        with pytest.raises(Conflict, match="The template Follow-up has this snippet"):
            attempt()
    with pytest.raises(Invalid, match="contains itself"):
        snippets.update(session, alice, footer.id, None, {"html": '{% snippet "Footer" %}'})
    library.update(session, alice, template.id, None, {"html": ""})
    snippets.delete(session, alice, footer.id)
    assert snippets.every(session, alice) == []
