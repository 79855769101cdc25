"""The engine: rounds of what is due, which processes of the worker go over and over."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from yardflow import clock, db
from yardflow.models import MessageStatus
from yardflow.services.sequences import events, tracking, winners
from yardflow.services.sequences.conversations import reading
from yardflow.services.sequences.engine import provider
from yardflow.services.sequences.engine.batches import Batch, Materials, compose, materials_of
from yardflow.services.sequences.engine.claiming import claim
from yardflow.services.sequences.engine.deciding import decide_all
from yardflow.services.sequences.engine.outgoing import Outgoing, Result
from yardflow.services.sequences.engine.recording import record
from yardflow.services.sequences.engine.recovery import recover
from yardflow.services.sequences.engine.sending import begin, send

# What deciding costs beside each message is shared by these (docs/decisions/0115).
BATCH = 1_000
# So many requests are under way at a time: a provider takes its time for each.
AT_ONCE = 32
# So many are begun and recorded together, which each time takes as long as some twenty emails take
# to be posted. What is begun is in doubt when a worker dies (docs/decisions/0084 and 0122).
A_PART = 2 * AT_ONCE
# Messages in one request, and under way at a time: what it costs is shared by them, and so is the
# doubt when it is cut off.
A_REQUEST = 500


class Engine:
    """Goes through what is due, a batch a round. While one is sent, the next is decided about.
    ``a_request`` messages at most are in one request to the provider.
    """

    def __init__(self, batch: int = BATCH, a_request: int = A_REQUEST) -> None:
        self._batch, self._a_request = batch, a_request
        self._threads = ThreadPoolExecutor(AT_ONCE, "sending")
        self._behind = ThreadPoolExecutor(1, "behind")
        self._under_way: Future[None] | None = None
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
        return applied + self.close()

    def _choose_winners(self, now: datetime) -> int:
        looked = self._looked_for_winners
        if looked is not None and looked <= now < looked + winners.LOOK_AGAIN:
            return 0
        self._looked_for_winners = now
        with db.session() as session:
            return winners.choose(session)

    def close(self) -> int:
        """Waits for the batch that is being sent; says how many that were.

        Raises:
            SQLAlchemyError: what came of it could not be written down.
        """
        under_way, self._under_way = self._under_way, None
        if under_way is None:
            return 0
        under_way.result()
        return 1

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
        if outgoing:
            self._under_way = self._behind.submit(self._send, outgoing, materials)

    def _send(self, outgoing: list[Outgoing], materials: Materials) -> None:
        composed = compose(outgoing, materials, self._a_request)
        with db.session() as session:
            tracking.keep(session, composed.links)
        failed = composed.failed
        for some in _parts(composed.batches):
            self._send_some(some, failed, materials)
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

        def write_down() -> None:
            with db.session() as session:
                record(session, [*results, *waiting], clock.now())
                provider.learn(session, results, clock.now())

        db.again(write_down)


def _parts(batches: Iterable[Batch]) -> Iterator[Sequence[Batch]]:
    """What is begun together: at most `A_PART` requests and `A_REQUEST` messages. One part at
    least, of nothing.
    """
    part: list[Batch] = []
    size = 0
    for batch in batches:
        if part and (len(part) == A_PART or size + len(batch.letters) > A_REQUEST):
            yield part
            part, size = [], 0
        part.append(batch)
        size += len(batch.letters)
    yield part
