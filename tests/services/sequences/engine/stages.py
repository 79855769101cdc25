"""A worker's way with what is due, cut where it may die or be held up."""

from collections.abc import Sequence
from dataclasses import dataclass

from yardflow import clock, db
from yardflow.services.sequences import tracking
from yardflow.services.sequences.engine import provider
from yardflow.services.sequences.engine.batches import Materials, compose, materials_of
from yardflow.services.sequences.engine.claiming import claim
from yardflow.services.sequences.engine.deciding import decisions_of
from yardflow.services.sequences.engine.outgoing import Outgoing, Result
from yardflow.services.sequences.engine.recording import record
from yardflow.services.sequences.engine.sending import begin, send
from yardflow.services.sequences.engine.writing import write


@dataclass(frozen=True)
class Decided:
    """What a worker has decided to send, and what it makes the messages of."""

    outgoing: list[Outgoing]
    materials: Materials


def decide_about(most: int = 10, *, at_once: bool = False) -> Decided:
    """Claims what is due and decides about it; nothing is posted yet. What goes out ``at_once`` is
    begun by that.
    """
    now = clock.now()
    with db.session() as session:
        ids = claim(session, now, most)
    with db.session() as session:
        batch = decisions_of(session, ids, now)
        materials = materials_of(session, batch.situation, batch.outgoing)
        begun = {message.id for message in batch.outgoing} if at_once else set()
        return Decided(write(session, batch, begun), materials)


def begin_to_send(decided: Decided) -> list[Outgoing]:
    """The messages that may go out at this moment; they are in doubt from here on."""
    with db.session() as session:
        going = begin(session, decided.outgoing, clock.now())
    return [message for message in decided.outgoing if message.id in going]


def post(begun: Sequence[Outgoing], decided: Decided) -> list[Result]:
    """What the provider says of each."""
    composed = compose(begun, decided.materials, len(begun) or 1)
    with db.session() as session:
        tracking.keep(session, composed.links)
    now = clock.now()
    sent = [r for batch in composed.batches for r in send(batch, decided.materials, now)]
    return [*composed.failed, *sent]


def write_down(results: Sequence[Result]) -> None:
    """What the provider said is recorded."""
    with db.session() as session:
        record(session, results, clock.now())
        provider.learn(session, results, clock.now())
