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
