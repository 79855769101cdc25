"""Putting records back into a state that they were in."""

from sqlalchemy import func, select
from sqlmodel import Session


def as_before(session: Session) -> None:
    """Says, to the end of the transaction, that what is written is as it was before: an account
    that an undo makes Qualified again did not become so now. Triggers that note what happens to
    records go by it.
    """
    session.execute(select(func.set_config("yardflow.as_before", "on", True)))
