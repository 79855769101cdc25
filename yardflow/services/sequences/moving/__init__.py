"""Moving those who are on older versions of a sequence to the published one: looking before, and
doing it. Both go by the same `landing`.
"""

from yardflow.services.sequences.moving import wording
from yardflow.services.sequences.moving.previews import (
    Group,
    Person,
    Preview,
    before_publishing,
    preview,
)
from yardflow.services.sequences.moving.service import JOB, Moved, OnVersion, move, waiting

__all__ = [
    "JOB",
    "Group",
    "Moved",
    "OnVersion",
    "Person",
    "Preview",
    "before_publishing",
    "move",
    "preview",
    "waiting",
    "wording",
]
