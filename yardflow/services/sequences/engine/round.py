"""The engine: rounds of what is due, which processes of the worker go over and over."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from yardflow import clock, db
from yardflow.models import MessageStatus
from yardflow.services.sequences import events, tracking, winners
from yardflow.services.sequences.conversations import reading
from yardflow.services.sequences.engine import provider
from yardflow.services.sequences.engine.batches import (
    Batch,
    Composed,
    Materials,
    Part,
    compose,
    materials_of,
)
from yardflow.services.sequences.engine.claiming import claim
from yardflow.services.sequences.engine.deciding import decisions_of
from yardflow.services.sequences.engine.outgoing import Outgoing, Result
from yardflow.services.sequences.engine.recording import record
from yardflow.services.sequences.engine.recovery import recover
from yardflow.services.sequences.engine.sending import begin, send
from yardflow.services.sequences.engine.writing import write

# Messages in one request, and under way at a time: what it costs is shared by them, and so is the
# doubt when it is cut off.
A_REQUEST = 500
# So many are decided about at once: those that may share a request are begun by that, and written
# twice instead of three times (docs/decisions/0180).
BATCH = A_REQUEST
# So many requests are under way at a time: a provider takes its time for each.
AT_ONCE = 32
# So many are begun and recorded together, which each time takes as long as some twenty emails take
# to be posted. What is begun is in doubt when a worker dies (docs/decisions/0084 and 0122).
A_PART = 2 * AT_ONCE


@dataclass(frozen=True, slots=True)
class _Planned:
    """What is to be sent, in parts, of which the first is begun."""

    parts: Sequence[Part]
    materials: Materials


class Engine:
    """Goes through what is due, a batch a round. ``a_request`` messages at most are in one request
    to the provider.
    """

    def __init__(self, batch: int = BATCH, a_request: int = A_REQUEST) -> None:
        self._batch, self._a_request = batch, a_request
        self._threads = ThreadPoolExecutor(AT_ONCE, "sending")
        self._looked_for_winners: datetime | None = None

    def round(self) -> int:
        """Reads what came in, applies reports, chooses ways of splits that have won, then takes one
        batch of enrollments as far as it goes now; says how much there was to do.
        """
        now = clock.now()
        with db.session() as session:
            recover(session, now)
        with db.session() as session:
            applied = reading.read(session)
        with db.session() as session:
            applied += events.apply(session)
        applied += self._choose_winners(now)
        with db.session() as session:
            ids = claim(session, now, self._batch)
        if ids:
            self._advance(ids, now)
        return applied + len(ids)

    def _choose_winners(self, now: datetime) -> int:
        looked = self._looked_for_winners
        if looked is not None and looked <= now < looked + winners.LOOK_AGAIN:
            return 0
        self._looked_for_winners = now
        with db.session() as session:
            return winners.choose(session)

    def close(self) -> None:
        """No round follows."""
        self._threads.shutdown()

    def _advance(self, ids: list[int], now: datetime) -> None:
        planned = db.again(lambda: self._decide(ids, now))
        first, *later = planned.parts
        self._post(first, planned.materials, now)
        for part in later:
            self._begin(part, planned.materials)

    def _decide(self, ids: list[int], now: datetime) -> _Planned:
        """What can be in the first requests is begun in the transaction that decides about it."""
        with db.session() as session:
            batch = decisions_of(session, ids, now)
            # What can be in one request is together.
            batch.outgoing.sort(
                key=lambda each: (each.step.template_version_id or 0, each.sender_id)
            )
            materials = materials_of(session, batch.situation, batch.outgoing)
            composed = compose(batch.outgoing, materials, self._a_request)
            tracking.keep(session, composed.links)
            parts = [*_parts(composed)]
            written = write(session, batch, {message.id for message in parts[0].messages})
        ids_written = {message.id for message in written}
        return _Planned([part.only(ids_written) for part in parts], materials)

    def _begin(self, part: Part, materials: Materials) -> None:
        """So few at a time that no more than these are in doubt when a worker dies."""
        began = clock.now()
        with db.session() as session:
            going = begin(session, part.messages, began)
        left = [message for message in part.messages if message.id not in going]
        self._post(part.only(going), materials, began, left)

    def _post(
        self, part: Part, materials: Materials, began: datetime, left: Sequence[Outgoing] = ()
    ) -> None:
        """Posts what was begun, and writes down what came of it; those that are ``left`` wait."""
        sent = self._threads.map(lambda batch: send(batch, materials, began), part.batches)
        results = [result for batch in sent for result in batch]
        results += part.failed
        waiting = [Result(message, MessageStatus.QUEUED) for message in left]

        def write_down() -> None:
            with db.session() as session:
                record(session, [*results, *waiting], clock.now())
                provider.learn(session, results, clock.now())

        if results or waiting:
            db.again(write_down)


def _parts(composed: Composed) -> Iterator[Part]:
    """What is begun together: at most `A_PART` requests and `A_REQUEST` messages. One part at
    least, of nothing, with those that failed.
    """
    part: list[Batch] = []
    size, failed = 0, composed.failed
    for batch in composed.batches:
        if part and (len(part) == A_PART or size + len(batch.letters) > A_REQUEST):
            yield Part(part, failed)
            part, size, failed = [], 0, ()
        part.append(batch)
        size += len(batch.letters)
    yield Part(part, failed)
