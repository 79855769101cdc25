"""What happens next to one enrollment, decided by one pure function, and when."""

from yardflow.services.sequences.decisions.absences import ready_again
from yardflow.services.sequences.decisions.decision import decide
from yardflow.services.sequences.decisions.facts import Hold, HoldLevel, Policy
from yardflow.services.sequences.decisions.gates import hold_reason
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
from yardflow.services.sequences.decisions.sending_hours import closed_on
from yardflow.services.sequences.decisions.tasks import task_times
from yardflow.services.sequences.decisions.wording import (
    outcome_words,
    reason_words,
    stored_reason,
)

__all__ = [
    "Branch",
    "Decision",
    "Exit",
    "Gate",
    "Hold",
    "HoldLevel",
    "Policy",
    "Reason",
    "Send",
    "Skip",
    "Wait",
    "closed_on",
    "decide",
    "hold_reason",
    "outcome_words",
    "ready_again",
    "reason_words",
    "stored_reason",
    "task_times",
]
