"""Both sides of records merged: what is to be here is written, what HubSpot is to get is planned.

All of it is one transaction. Records that someone else changes meanwhile wait for their next turn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db
from yardflow.errors import Invalid, YardFlowError
from yardflow.integrations.hubspot.objects import Found, Version
from yardflow.models import ChangedBy, SyncedRecord
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import marks, reading
from yardflow.services.hubspot.journal import putting_back, store, writes
from yardflow.services.hubspot.links import tombstones
from yardflow.services.hubspot.mapping.fields import ACCOUNT_OF
from yardflow.services.hubspot.mapping.mapped import MappedField
from yardflow.services.hubspot.merging.merge import Action, Decision, merge
from yardflow.services.hubspot.merging.values import Ledger, Value
from yardflow.services.records.changed_by import note_source

# HubSpot makes no record without one of these; a deal needs both.
_NEEDED_ANY = {
    SyncedRecord.ACCOUNT: ("name", "domain"),
    SyncedRecord.CONTACT: ("email", "firstname", "lastname"),
}
_NEEDED_OF_DEALS = ("dealname", "dealstage")
_ERASED = "The person with this email address was erased here, so it isn't added again."
Decisions = dict[int, tuple[Decision, ...]]
# What a merge planned and no one sent is planned again, as it is now; what an undo planned stays.
_FORGET_PLANNED = """
DELETE FROM hubspot_write WHERE {0}_id = ANY(CAST(:ids AS bigint[]))
    AND sending_at IS NULL AND expected IS NULL"""
_VERSIONS = "SELECT id, version FROM {0} WHERE id = ANY(CAST(:ids AS bigint[]))"


@dataclass(frozen=True, slots=True)
class Merging:
    """How records of one kind are merged, and for whom: what is written here is noted as theirs."""

    record: SyncedRecord
    fields: Sequence[MappedField]
    principal: Principal

    def decide(
        self, session: Session, ids: Sequence[int], theirs: Mapping[int, Found], now: datetime
    ) -> Decisions:
        """What becomes of each record that is here. Those that HubSpot lacks are as if all their
        properties were empty, and left out where HubSpot would not create them.
        """
        ours = reading.ours(session, self.record, ids)
        ledgers = writes.ledgers(session, self.record, list(ours))
        decisions: Decisions = {}
        for record_id, values in ours.items():
            there, ledger = theirs.get(record_id), ledgers[record_id]
            fields = self._known_here(values)
            merged = merge(values, self._values(there), fields, _known(ledger, there), now)
            if there is not None or _can_be_created(self.record, merged):
                decisions[record_id] = merged
        return decisions

    def carry_out(
        self,
        session: Session,
        run_id: int,
        ids: Sequence[int],
        theirs: Mapping[int, Found],
        *,
        retries: bool = False,
    ) -> set[int]:
        """Merges records and writes down what was decided; the ids of those that are done with: not
        of those that someone just changed, or that are to be looked at once more. ``retries``: what
        HubSpot refused is sent again.
        """
        note_source(session, ChangedBy.HUBSPOT)
        listed = {"ids": db.ids_of(ids)}
        session.execute(text(_FORGET_PLANNED.format(self.record)), listed)
        versions = dict(session.execute(text(_VERSIONS.format(self.record)), listed).tuples().all())
        merged = self.decide(session, ids, theirs, clock.now())
        together = self._write_together(session, versions, merged)
        outcome: Decisions = {}
        for record_id, decisions in merged.items():
            written: tuple[Decision, ...] | None = decisions
            if record_id not in together:
                version = versions.get(record_id)
                written = self._write_here(session, record_id, version, decisions)
            if written is not None:
                outcome[record_id] = written
        self._take(session, outcome)
        store.write_down(session, run_id, self.record, outcome, retries=retries)
        lacking = set(ids) - versions.keys()
        once_more = {
            key for key, each in outcome.items() if any(decision.again for decision in each)
        }
        return (outcome.keys() - once_more) | lacking | (set(ids) - theirs.keys())

    def _known_here(self, values: Mapping[str, Value]) -> list[MappedField]:
        """All fields, but for the account of a contact while no company there is that account."""
        account = values.get(ACCOUNT_OF)
        unknown = account is not None and not account.text
        return [each for each in self.fields if not (unknown and each.field.name == ACCOUNT_OF)]

    def _values(self, there: Found | None) -> dict[str, Value]:
        if there is None:
            return {}
        names = (each.prop.name for each in self.fields)
        return {
            name: _value(there, there.values.get(name, ""), there.history.get(name, ()))
            for name in names
        }

    def _write_together(
        self, session: Session, versions: Mapping[int, int], merged: Decisions
    ) -> set[int]:
        """Those whose values were written here at once: none where one of them does not fit, which
        shows when each is written alone.
        """
        values = {
            record_id: here
            for record_id, decisions in merged.items()
            if record_id in versions and (here := _texts(decisions))
        }
        together = {
            record_id: here
            for record_id, here in values.items()
            if putting_back.goes_together(self.record, here)
        }
        if len(together) < 2:
            return set()
        try:
            with session.begin_nested():
                putting_back.write_many(session, self.principal, versions, together)
        except YardFlowError:
            session.expire_all()
            return set()
        return set(together)

    def _write_here(
        self,
        session: Session,
        record_id: int,
        version: int | None,
        decisions: tuple[Decision, ...],
    ) -> tuple[Decision, ...] | None:
        """What was decided in the end, where a value of HubSpot's may not fit here; None where
        someone else just changed the record.
        """
        values = _texts(decisions)
        if not values:
            return decisions
        refusal = self._try(session, record_id, version, values)
        if refusal is None:
            return decisions
        if version != putting_back.version_of(session, self.record, record_id):
            return None
        refusals = {
            name: self._try(session, record_id, None, {name: value})
            for name, value in values.items()
        }
        return tuple(_kept(each, refusals.get(each.mapped.field.name)) for each in decisions)

    def _try(
        self, session: Session, record_id: int, version: int | None, values: Mapping[str, str]
    ) -> str | None:
        """Why the values were refused; None where they are written."""
        try:
            with session.begin_nested():
                _refuse_erased(session, values)
                putting_back.write(session, self.principal, self.record, record_id, version, values)
        except YardFlowError as refusal:
            session.expire_all()
            return next(iter(getattr(refusal, "fields", {}).values()), refusal.message)
        return None

    def _take(self, session: Session, outcome: Decisions) -> None:
        """What was written here changed when HubSpot's did."""
        session.flush()
        taken = {
            record_id: {
                each.mapped.field.name: each.theirs.at
                for each in decisions
                if _is_here(each) and each.theirs.at is not None
            }
            for record_id, decisions in outcome.items()
        }
        marks.take(session, self.record, {each: fields for each, fields in taken.items() if fields})


def _refuse_erased(session: Session, values: Mapping[str, str]) -> None:
    if tombstones.erased(session, [values.get("email", "")]):
        raise Invalid(_ERASED, {"email": _ERASED})


def _value(there: Found, text: str, versions: Sequence[Version]) -> Value:
    """What a property has, with the moment of its newest version and what it had before."""
    if not versions:
        return Value(text, latest=there.changed_at)
    newest, *older = versions
    before = tuple(Value(each.text, each.at, by_user=each.by_user) for each in older)
    return Value(text, newest.at, before=before, by_user=newest.by_user)


def _is_here(decision: Decision) -> bool:
    return decision.action == Action.WRITE_HERE


def _texts(decisions: Sequence[Decision]) -> dict[str, str]:
    """What is to be here, by field."""
    return {each.mapped.field.name: each.text for each in decisions if _is_here(each)}


def _kept(decision: Decision, refusal: str | None) -> Decision:
    if not _is_here(decision) or refusal is None:
        return decision
    return replace(decision, action=Action.REFUSE, text="", again=False, why=refusal)


def _known(ledger: Ledger, there: Found | None) -> Ledger:
    """What was written to a record that isn't there isn't remembered of the one to come."""
    return ledger if there is not None else Ledger(rulings=ledger.rulings)


def _can_be_created(record: SyncedRecord, decisions: Sequence[Decision]) -> bool:
    given = {
        each.mapped.prop.name
        for each in decisions
        if each.action == Action.WRITE_THERE and each.text
    }
    if record == SyncedRecord.TARGET:
        return given.issuperset(_NEEDED_OF_DEALS)
    return not given.isdisjoint(_NEEDED_ANY[record])
