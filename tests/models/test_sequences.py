"""Rules about sequences that the database itself holds."""

import pytest
from sqlalchemy import text

from yardflow import db
from yardflow.errors import Conflict
from yardflow.models import Sequence, SequenceVersion

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def published(session) -> SequenceVersion:
    sequence = Sequence(name="Follow-up")
    session.add(sequence)
    session.flush()
    version = SequenceVersion(sequence_id=sequence.id, number=1, definition={"start": "s1"})
    session.add(version)
    session.commit()
    return version


def test_what_is_written_down_once_an_email_is_taken_is_in_no_index(session):
    """So it is updated in place. A range of pages (BRIN) is no entry for a row."""
    indexed = session.scalars(
        text("""SELECT DISTINCT a.attname FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
            JOIN pg_depend d ON d.objid = i.indexrelid AND d.refobjid = i.indrelid
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = d.refobjsubid
            WHERE i.indrelid = 'message'::regclass AND m.amname <> 'brin'""")
    ).all()
    assert {"listed_as", "holds_step", "sending_at"} <= {*indexed}
    taken = {"status", "error", "provider_id", "subject", "sent_at", "attempts", "decided_at"}
    assert taken & {*indexed} == set()


@pytest.mark.parametrize("change", ["definition = '{}'", "number = 2", "sequence_id = 0"])
def test_a_published_version_never_changes(published, change):
    with pytest.raises(Conflict), db.session() as current:
        current.execute(text(f"UPDATE sequence_version SET {change}"))


def test_a_sequence_goes_with_its_versions(session, published):
    sequence = session.get(Sequence, published.sequence_id)
    sequence.version_id = published.id
    session.commit()
    session.execute(text("DELETE FROM sequence"))
    session.commit()
    assert session.execute(text("SELECT count(*) FROM sequence_version")).scalar() == 0
