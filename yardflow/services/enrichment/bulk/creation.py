"""A bulk and its runs, written at once: whoever or whatever asked for it."""

from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from yardflow import clock
from yardflow.models import EnrichmentBulk, EnrichmentRun, Event, RunStatus, Trigger
from yardflow.services.enrichment.bulk import lifecycle as bulk_lifecycle
from yardflow.services.enrichment.bulk.selection import READY

_run: Any = EnrichmentRun.__table__  # type: ignore[attr-defined]
_event: Any = Event.__table__  # type: ignore[attr-defined]


def create(
    session: Session, people: Select, trigger: Trigger, label: str, **values: Any
) -> EnrichmentBulk:
    """A bulk over ``people`` (id, event_id, account_id, state), of whom only the ready ones count.

    Who is under way by now gets no second run.
    """
    bulk = EnrichmentBulk(trigger=trigger, label=label, **values)
    session.add(bulk)
    session.flush()
    rows = _rows(people, bulk)
    statement = insert(EnrichmentRun).from_select([*rows.selected_columns.keys()], rows)
    # Else SQLAlchemy says -1 for what an INSERT … SELECT wrote.
    counted = {"preserve_rowcount": True}
    done = session.execute(statement.on_conflict_do_nothing(), execution_options=counted)
    bulk.total = done.rowcount  # type: ignore[attr-defined]
    session.add(bulk)
    session.flush()
    bulk_lifecycle.begin(session, bulk)
    return bulk


def _rows(people: Select, bulk: EnrichmentBulk) -> Select:
    """A run for each. The soonest event comes first; colleagues come one after the other, so that
    a company is looked at once.
    """
    chosen = people.subquery()
    moment = clock.now()
    same = {
        "bulk_id": bulk.id,
        "trigger": bulk.trigger.value,
        "asked_by": bulk.asked_by,
        "forced": bulk.forced,
        "status": RunStatus.QUEUED.value,
        "input_tokens": 0,
        "output_tokens": 0,
        "asked_at": moment,
        "due_at": moment,
    }
    return (
        select(
            chosen.c.id.label("contact_id"),
            chosen.c.event_id,
            *(literal(value, _run.c[name].type).label(name) for name, value in same.items()),
        )
        .join(_event, _event.c.id == chosen.c.event_id)
        .where(chosen.c.state == READY)
        .order_by(_event.c.starts_on.asc().nulls_last(), chosen.c.account_id, chosen.c.id)
    )
