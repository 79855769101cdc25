"""What HubSpot is to get, sent in batches; what came of it, written down.

A write is noted as on its way before it is sent. Where no answer comes, the next look at HubSpot
shows whether it arrived: it is decided again then, and nothing is sent twice that is there already.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db
from yardflow.integrations.errors import AccountError, PermanentError, ProviderError
from yardflow.integrations.hubspot import writing
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.objects import Found
from yardflow.integrations.hubspot.writing import Answer, Input, Refused
from yardflow.models import (
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
_NOTE_CREATIONS = text("""
INSERT INTO hubspot_creation (record, record_id, began_at)
SELECT :record, id, :now FROM unnest(CAST(:ids AS bigint[])) AS id ON CONFLICT DO NOTHING""")
_CREATED = text("""
DELETE FROM hubspot_creation
WHERE record = :record AND record_id = ANY(CAST(:ids AS bigint[]))""")
_GIVE_UP = text("""
UPDATE hubspot_write SET sending_at = NULL WHERE id = ANY(CAST(:ids AS bigint[]))""")
_CONFIRM = """
UPDATE hubspot_write SET sent_at = :now WHERE {0}_id = ANY(CAST(:ids AS bigint[]))
    AND sending_at IS NOT NULL AND sent_at IS NULL"""
_NO_WORDS = "HubSpot did not take this value."


@dataclass(frozen=True, slots=True)
class _Part:
    """What one request is about: records that are all new in HubSpot, or all there."""

    inputs: Sequence[Input]
    creates: bool

    def smaller(self, answer: Answer | None = None) -> list["_Part"]:
        """Its halves, of what HubSpot did not answer about."""
        known = {*answer.ids, *answer.refused} if answer else set[str]()
        left = [each for each in self.inputs if each.trace not in known]
        half = len(left) // 2
        return [_Part(some, self.creates) for some in (left[:half], left[half:]) if some]


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
            self._send_all(planned)

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
        values = {"record": self.record, "ids": db.ids_of(sorted(ids)), "now": clock.now()}
        session.execute(_NOTE_CREATIONS, values)

    def _send_all(self, planned: Mapping[int, list[Planned]]) -> None:
        """What HubSpot refuses as a whole, or without saying of whom, is halved until who is at
        fault is alone. Where it takes nothing more, what it got no request about is given up.
        """
        left = deque(self._parts(planned))
        while left:
            part = left.popleft()
            try:
                answer = self._answer(part, planned)
            except ProviderError as error:
                if _is_refusal(error):
                    left.extendleft(part.smaller())
                    continue
                self._give_up(planned, left if error.in_doubt else [part, *left])
                raise
            left.extendleft(part.smaller(answer))
            with switch.writing(self.access) as session:
                self._note(session, planned, answer, creates=part.creates)

    def _parts(self, planned: Mapping[int, list[Planned]]) -> Iterator[_Part]:
        inputs = self._inputs(planned)
        for creates in (False, True):
            some = [each for each in inputs if (not each.hubspot_id) == creates]
            for start in range(0, len(some), writing.MOST):
                yield _Part(some[start : start + writing.MOST], creates)

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

    def _answer(self, part: _Part, planned: Mapping[int, list[Planned]]) -> Answer:
        """HubSpot's answer about each input that it names, or about the only one."""
        try:
            answer = self._write(part, planned)
        except PermanentError as error:
            if len(part.inputs) > 1 or not _is_refusal(error):
                raise
            answer = Answer({}, {}, error.message)
        if len(part.inputs) == 1 and not answer.ids and not answer.refused:
            return Answer({}, {part.inputs[0].trace: Refused(answer.unnamed)})
        return answer

    def _write(self, part: _Part, planned: Mapping[int, list[Planned]]) -> Answer:
        if part.creates:
            return writing.create(self.access, OBJECTS[self.record], part.inputs)
        self._clear_first(part.inputs, planned)
        return self._update(part.inputs)

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

    def _clear_first(self, inputs: Sequence[Input], planned: Mapping[int, list[Planned]]) -> None:
        clearing = [
            Input(each.trace, emptied, each.hubspot_id)
            for each in inputs
            if (emptied := {row.property: "" for row in planned[int(each.trace)] if row.clears})
        ]
        if clearing:
            writing.update(self.access, OBJECTS[self.record], clearing)

    def _give_up(self, planned: Mapping[int, list[Planned]], parts: Iterable[_Part]) -> None:
        """HubSpot certainly got nothing of these: it is planned as before."""
        ids = [int(each.trace) for part in parts for each in part.inputs]
        writes_of = [row.id for each in ids for row in planned[each]]
        with db.session() as session:
            session.execute(_GIVE_UP, {"ids": db.ids_of(writes_of)})
            self._created(session, ids)

    def _created(self, session: Session, ids: Iterable[int]) -> None:
        session.execute(_CREATED, {"record": self.record, "ids": db.ids_of(ids)})

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

    def _confirm(self, session: Session, taken: Collection[int]) -> None:
        values = {"ids": db.ids_of(taken), "now": clock.now()}
        session.execute(text(_CONFIRM.format(self.record)), values)
        writes.forget(session, self.record, taken)

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


def _is_refusal(error: ProviderError) -> bool:
    """Whether it is about what was sent, and not about who sends."""
    return isinstance(error, PermanentError) and not isinstance(error, AccountError)


def _company_of(rows: Iterable[Planned]) -> str:
    return next((row.value for row in rows if row.property == PRIMARY_COMPANY), "")
