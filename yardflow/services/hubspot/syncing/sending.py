"""What HubSpot is to get, sent in batches; what came of it, written down.

A write is noted as on its way before it is sent. Where no answer comes, the next look at HubSpot
shows whether it arrived: it is decided again then, and nothing is sent twice that is there already.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock, db
from yardflow.integrations.errors import AccountError, PermanentError, ProviderError
from yardflow.integrations.hubspot import writing
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.objects import Found
from yardflow.integrations.hubspot.writing import Answer, Input, Refused
from yardflow.models import (
    HubSpotCreation,
    HubSpotDecision,
    HubSpotWrite,
    SyncAction,
    SyncedRecord,
)
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.journal import store, writes
from yardflow.services.hubspot.journal.writes import Planned
from yardflow.services.hubspot.links import store as links
from yardflow.services.hubspot.mapping.properties import OBJECTS, PRIMARY_COMPANY
from yardflow.services.hubspot.syncing import associating, switch

_COPIED = (
    *("account_id", "contact_id", "target_id", "field", "property", "winner"),
    *("ours", "ours_at", "ours_by", "theirs", "theirs_at"),
)
_NO_WORDS = "HubSpot did not take this value."


@dataclass(slots=True)
class Sending:
    """Sends what is planned for records of one kind, as part of a run. ``again`` are records to
    look at once more: a sample of what was written, and what turned out to be otherwise than was
    known.
    """

    access: Access
    record: SyncedRecord
    theirs: Mapping[int, Found]
    run_id: int
    again: set[int] = field(default_factory=set)

    def send(self, ids: Sequence[int]) -> None:
        """Sends until nothing is planned anymore: what is left of a record of which HubSpot
        refuses a value is sent without that one.

        Raises:
            ProviderError: HubSpot takes nothing now, or did not answer.
        """
        while planned := self._begin(ids):
            for creates in (False, True):
                some = {
                    record_id: rows
                    for record_id, rows in planned.items()
                    if (record_id not in self.theirs) == creates
                }
                self._send_all(some, creates=creates)

    def _begin(self, ids: Sequence[int]) -> dict[int, list[Planned]]:
        """What is planned, noted as on its way; by our id."""
        now = clock.now()
        by_record: dict[int, list[Planned]] = {}
        with switch.while_on(self.access) as session:
            for row in writes.planned(session, self.record, ids):
                if not self._is_left(session, row):
                    by_record.setdefault(row.record_id, []).append(row)
            writes.begin(session, [row.id for rows in by_record.values() for row in rows], now)
            self._note_creations(session, by_record.keys() - self.theirs.keys())
        return by_record

    def _is_left(self, session: Session, row: Planned) -> bool:
        """Whether there is nothing to send, because someone changed in HubSpot what was to be put
        back, or it is back already.
        """
        if row.expected is None:
            return False
        theirs = self.theirs.get(row.record_id)
        now = theirs.values.get(row.property, "") if theirs else ""
        if row.sending_at is not None and now == row.value:
            session.get_one(HubSpotWrite, row.id).sent_at = row.sending_at
        elif now != row.expected:
            session.delete(session.get_one(HubSpotWrite, row.id))
        else:
            return False
        return True

    def _note_creations(self, session: Session, ids: Iterable[int]) -> None:
        now = clock.now()
        rows = [{"record": self.record, "record_id": each, "began_at": now} for each in sorted(ids)]
        if rows:
            session.execute(insert(HubSpotCreation).values(rows).on_conflict_do_nothing())

    def _send_all(self, planned: dict[int, list[Planned]], *, creates: bool) -> None:
        inputs = self._inputs(planned)
        for start in range(0, len(inputs), writing.MOST):
            part = inputs[start : start + writing.MOST]
            of_part = {int(each.trace): planned[int(each.trace)] for each in part}
            try:
                answer = self._answer(part, of_part, creates=creates)
            except ProviderError as error:
                if not error.in_doubt:
                    self._give_up(of_part)
                raise
            with switch.writing(self.access) as session:
                self._note(session, of_part, answer, creates=creates)

    def _inputs(self, planned: Mapping[int, list[Planned]]) -> list[Input]:
        new = planned.keys() - self.theirs.keys()
        with db.session() as session:
            companies = associating.companies(session, self.record, new)
            others = associating.others(session, self.record, new)
        return [
            Input(
                str(record_id),
                {row.property: row.value for row in rows if row.property != PRIMARY_COMPANY},
                self.theirs[record_id].hubspot_id if record_id in self.theirs else "",
                _company_of(rows) or companies.get(record_id, ""),
                others.get(record_id, ()),
            )
            for record_id, rows in planned.items()
        ]

    def _answer(
        self, inputs: Sequence[Input], planned: dict[int, list[Planned]], *, creates: bool
    ) -> Answer:
        """HubSpot's answer about each input. What it refuses as a whole is halved until who is at
        fault is alone.
        """
        kind = OBJECTS[self.record]
        try:
            if creates:
                return writing.create(self.access, kind, inputs)
            self._clear_first(inputs, planned)
            return self._update(inputs)
        except AccountError:
            raise
        except PermanentError as error:
            if len(inputs) == 1:
                return Answer({}, {inputs[0].trace: Refused(error.message)})
        half = len(inputs) // 2
        parts = [
            self._answer(some, planned, creates=creates) for some in (inputs[:half], inputs[half:])
        ]
        return parts[0].with_(parts[1])

    def _update(self, inputs: Sequence[Input]) -> Answer:
        """Values go to records, companies into associations."""
        answer = Answer({}, {})
        if valued := [each for each in inputs if each.values]:
            answer = writing.update(self.access, OBJECTS[self.record], valued)
        if moved := [
            each for each in inputs if each.company_id and each.trace not in answer.refused
        ]:
            answer = answer.with_(writing.put_into_companies(self.access, moved))
        return answer

    def _clear_first(self, inputs: Sequence[Input], planned: dict[int, list[Planned]]) -> None:
        clearing = [
            Input(each.trace, emptied, each.hubspot_id)
            for each in inputs
            if (emptied := {row.property: "" for row in planned[int(each.trace)] if row.clears})
        ]
        if clearing:
            writing.update(self.access, OBJECTS[self.record], clearing)

    def _give_up(self, planned: Mapping[int, list[Planned]]) -> None:
        """HubSpot certainly got nothing: it is planned as before."""
        ids = [row.id for rows in planned.values() for row in rows]
        with db.session() as session:
            session.execute(
                update(HubSpotWrite).where(col(HubSpotWrite.id).in_(ids)).values(sending_at=None)
            )
            self._created(session, planned)

    def _created(self, session: Session, ids: Iterable[int]) -> None:
        session.execute(
            delete(HubSpotCreation).where(
                col(HubSpotCreation.record) == self.record,
                col(HubSpotCreation.record_id).in_(list(ids)),
            )
        )

    def _note(
        self,
        session: Session,
        planned: Mapping[int, list[Planned]],
        answer: Answer,
        *,
        creates: bool,
    ) -> None:
        taken = {int(trace): hubspot_id for trace, hubspot_id in answer.ids.items()}
        self._confirm(session, taken)
        if creates:
            links.link_all(session, self.record, taken)
            associating.look_at_contacts(session, self.record, taken)
        for trace, refused in answer.refused.items():
            self._refuse(session, int(trace), planned[int(trace)], refused)
        store.count(session, self.run_id, created=len(taken) if creates else 0)
        if creates:
            self._created(session, [*taken, *map(int, answer.refused)])
        else:
            # What HubSpot passes over without a word shows when it is read again. All that was
            # created is compared when HubSpot is asked what changed.
            self.again |= set(sorted(taken)[:1])

    def _confirm(self, session: Session, taken: Iterable[int]) -> None:
        column: Any = getattr(HubSpotWrite, f"{self.record}_id")
        session.execute(
            update(HubSpotWrite)
            .where(
                column.in_(list(taken)),
                col(HubSpotWrite.sending_at).is_not(None),
                col(HubSpotWrite.sent_at).is_(None),
            )
            .values(sent_at=clock.now())
        )
        writes.forget(session, self.record, list(taken))

    def _refuse(
        self, session: Session, record_id: int, rows: Sequence[Planned], refused: Refused
    ) -> None:
        """Keeps both sides as they are where HubSpot names a reason, and plans the rest again."""
        gone = refused.category == "OBJECT_NOT_FOUND"
        if refused.existing_id and record_id not in self.theirs:
            links.link(session, self.record, record_id, refused.existing_id)
            store.count(session, self.run_id, linked=1)
            gone = True
        named = [row for row in rows if row.property in refused.properties]
        bad = named or rows
        for row in rows:
            stored = session.get_one(HubSpotWrite, row.id)
            if gone or row in bad:
                session.delete(stored)
            else:
                stored.sending_at = None
        if gone:
            self.again.add(record_id)
        else:
            kept = [
                decision
                for row in bad
                if (decision := self._kept(session, row, refused.words, named=row in named))
            ]
            session.add_all(kept)
            store.count(session, self.run_id, refused=len(kept))

    def _kept(
        self, session: Session, row: Planned, words: str, *, named: bool
    ) -> HubSpotDecision | None:
        """The decision that both sides stay as they are, in HubSpot's own words. Only where HubSpot
        named the property it is known which value is not to be sent again.
        """
        decision = session.get(HubSpotDecision, row.decision_id)
        if decision is None:
            return None
        copied = {name: getattr(decision, name) for name in _COPIED}
        return HubSpotDecision(
            **copied,
            run_id=self.run_id,
            action=SyncAction.REFUSE,
            written=row.value if named else "",
            why=words or _NO_WORDS,
            at=clock.now(),
        )


def look_again(session: Session, sending: Sending) -> None:
    """What is to be looked at once more waits from now on."""
    pending.add(session, sending.record, sending.again)


def _company_of(rows: Iterable[Planned]) -> str:
    return next((row.value for row in rows if row.property == PRIMARY_COMPANY), "")
