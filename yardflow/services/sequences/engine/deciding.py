"""Deciding about a batch, and writing down what was decided, in one transaction.

What is to be sent is ``sending`` from then on where it goes out at once, else ``queued``; its
enrollment stays claimed until the provider's answer is recorded.
"""

import logging
from datetime import datetime

from sqlmodel import Session

from yardflow.services.sequences.decisions import Send, decide
from yardflow.services.sequences.engine import messages
from yardflow.services.sequences.engine.outcomes import Outcomes
from yardflow.services.sequences.engine.outgoing import Outgoing
from yardflow.services.sequences.engine.reading import of_claimed
from yardflow.services.sequences.engine.writing import Decisions, write

log = logging.getLogger(__name__)


def decide_all(session: Session, ids: list[int], now: datetime) -> list[Outgoing]:
    """Decides about the enrollments and writes it down; gives back the messages that are to be
    sent, which wait for that.
    """
    return write(session, decisions_of(session, ids, now))


def decisions_of(session: Session, ids: list[int], now: datetime) -> Decisions:
    """What is decided about the enrollments. They are locked until that is written down in the same
    transaction.
    """
    situation = of_claimed(session, ids, now)
    policy = situation.email.policy
    outcomes = Outcomes(now)
    for row in situation.rows.values():
        definition = situation.definitions[row.version_id]
        step = definition.steps.get(row.step)
        if step is None:
            # A defect of ours, which must not hold up everyone else in the batch.
            log.error("enrollment %s is at a step that its version does not have", row.id)
            outcomes.later(row)
            continue
        facts = situation.facts(row)
        decision = decide(situation.enrollment(row), definition, facts, policy, now)
        if isinstance(decision, Send):
            situation.sending(row, facts)
        outcomes.add(row, step, facts, decision)
    drafts = messages.drafted(session, situation, outcomes)
    return Decisions(situation, outcomes, policy, drafts)
