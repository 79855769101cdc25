"""The engine: rounds of what is due, which a process of the worker goes over and over."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime

from yardflow import clock, db
from yardflow.models import MessageStatus
from yardflow.services.sequences import events, tracking
from yardflow.services.sequences.engine import provider
from yardflow.services.sequences.engine.batches import Batch, Materials, compose, materials_of
from yardflow.services.sequences.engine.claiming import claim
from yardflow.services.sequences.engine.deciding import decide_all
from yardflow.services.sequences.engine.outgoing import Outgoing, Result
from yardflow.services.sequences.engine.recording import record
from yardflow.services.sequences.engine.recovery import recover
from yardflow.services.sequences.engine.sending import begin, send

BATCH = 500
# Parts of a batch are sent at the same time, each with so many requests under way: a provider takes
# its time for each. What is under way is in doubt when a worker dies (docs/decisions/0084).
PARTS, A_PART, AT_ONCE = 2, 250, 32
# Messages in one request: what it costs is shared by them, and so is the doubt when it is cut off.
A_REQUEST = 125


class Engine:
    """Goes through what is due, a batch a round. While one is sent, the next is decided about.
    ``a_request`` messages at most are in one request to the provider.
    """

    def __init__(self, batch: int = BATCH, a_request: int = A_REQUEST) -> None:
        self._batch, self._a_request = batch, a_request
        self._threads = ThreadPoolExecutor(PARTS * AT_ONCE, "sending")
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
                return outgoing, materials_of(session, outgoing)

        outgoing, materials = db.again(decide)
        self.close()
        # What can be in one request is together.
        outgoing.sort(
            key=lambda message: (message.step.template_version_id or 0, message.sender_id)
        )
        self._under_way = [
            self._parts.submit(self._send, outgoing[start : start + A_PART], materials)
            for start in range(0, len(outgoing), A_PART)
        ]

    def _send(self, outgoing: list[Outgoing], materials: Materials) -> None:
        composed = compose(outgoing, materials, self._a_request)
        with db.session() as session:
            tracking.keep(session, composed.links)
        batches, failed = composed.batches, composed.failed
        for start in range(0, max(len(batches), 1), AT_ONCE):
            self._send_some(batches[start : start + AT_ONCE], failed, materials)
            failed = []

    def _send_some(
        self, batches: Sequence[Batch], failed: Sequence[Result], materials: Materials
    ) -> None:
        """So few at a time that no more than these are in doubt when a worker dies."""
        began = clock.now()
        messages = [message for batch in batches for message, _ in batch.letters]
        messages += [result.outgoing for result in failed]
        with db.session() as session:
            going = begin(session, messages, began)
        left = [batch for each in batches if (batch := each.only(going)).letters]
        sent = self._threads.map(lambda batch: send(batch, materials, began), left)
        results = [result for batch in sent for result in batch]
        results += [result for result in failed if result.outgoing.id in going]
        others = [message for message in messages if message.id not in going]
        waiting = [Result(message, MessageStatus.QUEUED) for message in others]
        with db.session() as session:
            record(session, [*results, *waiting], clock.now())
            provider.learn(session, results, clock.now())
