"""The engine: rounds of what is due, which a process of the worker goes over and over."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime

from sqlmodel import Session

from yardflow import clock, db
from yardflow.config import settings
from yardflow.models import MessageStatus
from yardflow.services.sequences import events
from yardflow.services.sequences.engine import provider
from yardflow.services.sequences.engine.claiming import claim
from yardflow.services.sequences.engine.deciding import decide_all
from yardflow.services.sequences.engine.outgoing import Outgoing, Result
from yardflow.services.sequences.engine.recording import record
from yardflow.services.sequences.engine.recovery import recover
from yardflow.services.sequences.engine.sending import Materials, begin, send_all
from yardflow.services.sequences.senders.identities import identities
from yardflow.services.sequences.templates import sources

BATCH = 500
# So many requests are under way at once: a provider takes its time for each. They are two parts, of
# which one is written down while the other is sent.
IN_FLIGHT, PARTS = 64, 2


class Engine:
    """Goes through what is due, a batch a round. While one is sent, the next is decided about."""

    def __init__(self, batch: int = BATCH) -> None:
        self._batch = batch
        self._threads = ThreadPoolExecutor(IN_FLIGHT, "sending")
        self._parts = ThreadPoolExecutor(PARTS, "part")
        self._under_way: list[Future[None]] = []

    def round(self) -> int:
        """Applies reports, then takes one batch of enrollments as far as it goes now; says how much
        there was to do.
        """
        now = clock.now()
        with db.session() as session:
            recover(session, now)
        with db.session() as session:
            applied = events.apply(session)
        with db.session() as session:
            ids = claim(session, now, self._batch)
        if ids:
            self._advance(ids, now)
            return applied + len(ids)
        return applied + self.close()

    def close(self) -> int:
        """Waits for what is being sent; says how many parts of a batch that were.

        Raises:
            SQLAlchemyError: what came of one could not be written down.
        """
        parts, self._under_way = self._under_way, []
        wait(parts)
        for part in parts:
            part.result()
        return len(parts)

    def _advance(self, ids: list[int], now: datetime) -> None:
        def decide() -> tuple[list[Outgoing], Materials]:
            with db.session() as session:
                outgoing = decide_all(session, ids, now)
                return outgoing, _materials(session, outgoing)

        outgoing, materials = db.again(decide)
        self.close()
        size = IN_FLIGHT // PARTS
        self._under_way = [
            self._parts.submit(self._send, outgoing[start : start + size], materials)
            for start in range(0, len(outgoing), size)
        ]

    def _send(self, outgoing: list[Outgoing], materials: Materials) -> None:
        """So few at a time that no more than these are in doubt when a worker dies."""
        began = clock.now()
        with db.session() as session:
            begun = begin(session, outgoing, began)
        results = send_all(self._threads, begun, materials, began)
        going = {message.id for message in begun}
        results += [
            Result(message, MessageStatus.QUEUED) for message in outgoing if message.id not in going
        ]
        with db.session() as session:
            record(session, results, clock.now())
            provider.learn(session, [r for r in results if r.outgoing.id in going], clock.now())


def _materials(session: Session, outgoing: Sequence[Outgoing]) -> Materials:
    versions = {message.step.template_version_id or 0 for message in outgoing}
    return Materials(
        sources=sources.load_many(session, versions),
        senders=identities(session, {message.sender_id for message in outgoing}),
        public_url=settings().url,
    )
