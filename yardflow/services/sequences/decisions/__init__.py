"""What happens next to one enrollment, decided by one pure function, and when."""

from yardflow.services.sequences.decisions.decision import decide
from yardflow.services.sequences.decisions.facts import Policy
from yardflow.services.sequences.decisions.outcomes import (
    Branch,
    Decision,
    Exit,
    Gate,
    Reason,
    Send,
    Skip,
    Wait,
)
from yardflow.services.sequences.decisions.tasks import task_times
from yardflow.services.sequences.decisions.wording import outcome_words, reason_words

__all__ = [
    "Branch",
    "Decision",
    "Exit",
    "Gate",
    "Policy",
    "Reason",
    "Send",
    "Skip",
    "Wait",
    "decide",
    "outcome_words",
    "reason_words",
    "task_times",
]
