"""The values that templates are filled in with."""

from datetime import date

from sqlalchemy import event as events

from tests.fixtures.records import copy
from yardflow.models import Contact
from yardflow.services.sequences.templates.values import values_for


def test_what_is_known_of_a_person_is_there_and_nothing_else(session, acme, techexpo):
    techexpo.booth, techexpo.starts_on, techexpo.ends_on = "12", date(2027, 3, 8), date(2027, 3, 9)
    ann = Contact(account_id=acme.id, last_name="李", name_key="李")
    session.add(ann)
    session.flush()
    values = values_for(session, [ann.id, 99_999], techexpo.id)
    assert values.keys() == {ann.id}
    assert values[ann.id] == {
        "contact.last_name": "李",
        "contact.name": "李",
        "account.name": "Acme",
        "account.domain": "acme.com",
        "event.name": techexpo.name,
        "event.booth": "12",
        "event.starts_on": "March 8, 2027",
        "event.ends_on": "March 9, 2027",
        **{
            f"event.{name}": text
            for name in ("venue", "location")
            if (text := getattr(techexpo, name))
        },
    }
    assert values_for(session, [ann.id])[ann.id].keys() == {
        "contact.last_name",
        "contact.name",
        "account.name",
        "account.domain",
    }


def test_thousands_take_as_many_statements_as_one(session, acme, techexpo):
    ann = Contact(account_id=acme.id, first_name="Ann", name_key="ann")
    session.add(ann)
    session.flush()
    copy(session, ann, 2_000, name_key="'k' || n", first_name="'Ann' || n")
    ids = session.execute(Contact.__table__.select().with_only_columns(Contact.id)).scalars().all()
    statements: list[str] = []
    engine = session.get_bind()
    values_for(session, [ann.id], techexpo.id)
    note = lambda *args: statements.append(args[2])  # noqa: E731
    events.listen(engine, "before_cursor_execute", note)
    values = values_for(session, ids, techexpo.id)
    events.remove(engine, "before_cursor_execute", note)
    assert (len(values), len(statements)) == (2_001, 1)
