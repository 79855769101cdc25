"""Stages at an event: of accounts that are selected, or of the accounts of contacts that are."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlmodel import Session

from yardflow.models import ChangeKind, ChangeOutcome, RecordKind, Stage
from yardflow.services import hooks
from yardflow.services.records import memberships
from yardflow.services.records.bulk_changes.batches import (
    CHANGED,
    IN_BATCH,
    Batch,
    require_event,
)
from yardflow.services.records.bulk_changes.columns import Columns
from yardflow.services.records.changes import TargetsQualified
from yardflow.services.records.membership_fields import ATTENDEE, TARGET
from yardflow.services.records.values import fields

_OF_CONTACTS = """
SELECT DISTINCT account_id FROM contact WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY 1
"""
_FOLLOWED = """
WITH changed AS (
    SELECT id AS record_id, version, jsonb_build_object('account_id', account_id) AS before
    FROM contact WHERE id = ANY(CAST(:ids AS bigint[]))
        AND account_id = ANY(CAST(:account_ids AS bigint[]))
)
{changed}
"""
_LISTED = """contact c JOIN target t ON t.account_id = c.account_id AND t.event_id = :event_id
    WHERE c.id = r.record_id"""
_NOTED = """
SELECT DISTINCT CAST(r.before ->> 'account_id' AS bigint) FROM bulk_change_record r
WHERE {in_batch} ORDER BY 1
"""
_ENDED = """
UPDATE bulk_change_record r SET outcome = CASE
    WHEN CAST(r.before ->> 'account_id' AS bigint) = ANY(CAST(:account_ids AS bigint[]))
    THEN 'undone' ELSE 'kept' END
WHERE {in_batch}
"""


@dataclass(frozen=True, slots=True)
class SetStage:
    """Moves the targets among the accounts, or among those of the contacts, to a stage at an
    event. ``may_cost_money``: what follows from Qualified.
    """

    event_id: int
    stage: str
    may_cost_money: bool = True

    kind = ChangeKind.STAGE
    records = frozenset(RecordKind)

    def check(self, session: Session) -> None:
        fields.cleaned({"stage": self.stage}, TARGET.cleaners)
        require_event(session, self.event_id)

    def label(self, session: Session, records: str) -> str:
        return f"Change stage of {records}"

    def apply(self, batch: Batch) -> None:
        if batch.record == RecordKind.CONTACT:
            memberships.lock_records(batch.session, ATTENDEE, batch.ids)
            accounts = _accounts(batch, batch.execute(_OF_CONTACTS).scalars())
            # Where other contacts of an account were in a batch before, it has its stage already.
            known = set(accounts.with_outcome(*ChangeOutcome))
            self._move(_accounts(batch, (each for each in accounts.ids if each not in known)))
            moved = accounts.with_outcome(ChangeOutcome.CHANGED)
            batch.execute(_FOLLOWED.format(changed=CHANGED), account_ids=moved)
            batch.note_unchanged(_LISTED, event_id=self.event_id)
        else:
            self._move(batch)

    def undo(self, batch: Batch, *, came_along: bool) -> None:
        require_event(batch.session, self.event_id)
        if batch.record == RecordKind.CONTACT:
            accounts = _accounts(batch, batch.execute(_NOTED.format(in_batch=IN_BATCH)).scalars())
            left = accounts.with_outcome(ChangeOutcome.CHANGED)
            self._columns().put_back(_accounts(batch, left))
            undone = accounts.with_outcome(ChangeOutcome.UNDONE)
            batch.execute(_ENDED.format(in_batch=IN_BATCH), account_ids=undone)
        else:
            self._columns().put_back(batch)

    def _move(self, batch: Batch) -> None:
        self._columns().apply(batch)
        changed = batch.with_outcome(ChangeOutcome.CHANGED)
        if changed and self.stage == Stage.QUALIFIED:
            qualified = TargetsQualified(self.event_id, tuple(changed), self.may_cost_money)
            hooks.call(batch.session, batch.principal, qualified)

    def _columns(self) -> Columns:
        return Columns.of_membership(TARGET, self.event_id, self.stage)


def _accounts(contacts: Batch, ids: Iterable[int]) -> Batch:
    return replace(contacts, record=RecordKind.ACCOUNT, ids=list(ids))
