"""Who changes records in a transaction, for the triggers that note it."""

from sqlalchemy import func, select
from sqlmodel import Session

from yardflow.models import ChangedBy


def note_source(session: Session, source: ChangedBy) -> None:
    """Says, to the end of the transaction, who changes fields in it; without, a person does."""
    session.execute(select(func.set_config("yardflow.changed_by", source.value, True)))
