"""What becomes of a claim: one pure function, so that its rules can be read and tried.

A value that a person or a list gave is never overwritten. A field with a value that no applied
claim explains is theirs. What is sure enough fills an empty field, the rest waits for a person.
"""

from dataclasses import dataclass
from decimal import Decimal

from yardflow.models import ClaimStatus

THRESHOLD = Decimal("0.70")


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it stands: what it shows, what the product put there before, what was refused.

    ``applied`` and ``applied_confidence`` are those of the claim that filled it, if one did;
    ``refused`` are values that a person has rejected for it.
    """

    value: str = ""
    applied: str = ""
    applied_confidence: Decimal = Decimal(0)
    refused: frozenset[str] = frozenset()

    @property
    def is_theirs(self) -> bool:
        """Whether a person or a list gave the value."""
        return bool(self.value) and self.value != self.applied

    @property
    def was_emptied(self) -> bool:
        """Whether a person took away what the product had put there."""
        return not self.value and bool(self.applied)


def threshold_of(field: str) -> Decimal:
    """How sure a claim on this field has to be to be applied (0–1)."""
    return THRESHOLD


def decide(field: Field, value: str, confidence: Decimal, threshold: Decimal) -> ClaimStatus:
    """What becomes of a claim that ``field`` is ``value``: applied, for review, or unused."""
    if field.is_theirs or value in field.refused:
        return ClaimStatus.UNUSED
    if field.was_emptied:
        return ClaimStatus.UNUSED if value == field.applied else ClaimStatus.REVIEW
    if value == field.value:
        better = confidence >= max(threshold, field.applied_confidence)
        return ClaimStatus.APPLIED if better else ClaimStatus.UNUSED
    if confidence < threshold or (field.value and confidence <= field.applied_confidence):
        return ClaimStatus.REVIEW
    return ClaimStatus.APPLIED
