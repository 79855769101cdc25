"""Templates seen as people would get them."""

import pytest
from sqlalchemy import text

from yardflow.errors import Invalid, NotFound
from yardflow.models import Contact
from yardflow.services.sequences.templates import library, preview, rows

_MANY = text("""
INSERT INTO contact (account_id, account_sort, first_name, last_name, name_key, title, email_status,
    phone, linkedin_url, country, version, created_at, updated_at)
SELECT :account, '', 'Ann', 'Lee ' || n, 'ann lee ' || n, '', 'none', '', '', '', 1, now(), now()
FROM generate_series(1, :count) n""")


@pytest.fixture
def template(session, alice):
    values = {"name": "T", "subject": "Hi {{ contact.first_name }}", "text": "x"}
    return library.create(session, alice, values)


def people(session, acme, *names: tuple[str, str]) -> list[int]:
    for number, (first, last) in enumerate(names):
        session.add(
            Contact(account_id=acme.id, first_name=first, last_name=last, name_key=f"k{number}")
        )
        session.flush()
    return [row.id for row in session.exec(Contact.__table__.select().order_by(Contact.id))]


def test_the_ten_worst_have_who_lacks_a_first_name_other_scripts_and_the_longest(
    session, alice, acme, template
):
    long = ("Maximiliane-Wilhelmine", "von Hohenzollern-Sigmaringen")
    people(
        session, acme, *[("Ann", f"Lee{n}") for n in range(50)], ("", "Cher"), ("雷", "李"), long
    )
    shown = preview.several(session, alice, template.id, worst=True)
    names = [each.name for each in shown]
    assert len(names) == len(set(names)) == 10
    assert {"Cher", "李雷", " ".join(long)} <= set(names)
    assert [each.email.missing for each in shown if each.name == "Cher"] == [
        ("contact.first_name",)
    ]


def test_the_worst_are_of_all_contacts_and_each_kind_is_read_by_its_index(
    session, alice, acme, template
):
    long = ("Maximiliane-Wilhelmine", "von Hohenzollern-Sigmaringen")
    people(session, acme, ("", "Cher"), ("Zoë", "Lee"), ("Иван", "Иванов"), long)
    session.execute(_MANY, {"account": acme.id, "count": 3_000})
    session.execute(text("ANALYZE contact"))
    names = {each.name for each in preview.several(session, alice, template.id, worst=True)}
    assert {"Cher", "Иван Иванов", " ".join(long)} <= names and "Zoë Lee" not in names
    session.execute(text("SET LOCAL enable_seqscan = off"))
    for kind in (preview._NO_FIRST_NAME, preview._OTHER_SCRIPT, preview._LONG):
        plan = session.scalars(text(f"EXPLAIN SELECT id FROM contact WHERE {kind}")).all()
        assert any("ix_contact_" in line for line in plan), (kind, plan)


def test_ten_at_random_are_ten_or_all_there_are(session, alice, acme, template):
    assert preview.several(session, alice, template.id, worst=False) == []
    people(session, acme, *[("Ann", f"Lee{n}") for n in range(7)])
    assert len(preview.several(session, alice, template.id, worst=False)) == 7
    assert (
        len({each.contact_id for each in preview.several(session, alice, template.id, worst=False)})
        == 7
    )


def test_what_is_not_saved_yet_is_previewed_and_refused_as_when_it_is_saved(
    session, alice, template
):
    shown = preview.preview(session, alice, template.id, parts={"subject": "Bye"})
    assert shown.email.subject == "Bye"
    with pytest.raises(Invalid, match="Line 2"):
        preview.preview(session, alice, template.id, parts={"text": "\n{{ x"})
    with pytest.raises(NotFound):
        preview.preview(session, alice, 99_999)
    assert rows.get(session, alice, template.id).number == 1
