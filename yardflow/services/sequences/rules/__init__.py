"""Rules by which sequences enroll contacts when something happens to them at an event."""

from yardflow.services.sequences.rules.acting import act
from yardflow.services.sequences.rules.outcomes import OutcomeQuery, OutcomeView, search
from yardflow.services.sequences.rules.service import (
    NewRule,
    RuleView,
    add,
    change_senders,
    delete,
    of_sequence,
    turn,
)

__all__ = [
    "NewRule",
    "OutcomeQuery",
    "OutcomeView",
    "RuleView",
    "act",
    "add",
    "change_senders",
    "delete",
    "of_sequence",
    "search",
    "turn",
]
