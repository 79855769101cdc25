"""Who is in a sequence: enrolling, holding back, letting go, and who is skipped and why."""

from yardflow.services.sequences.enrollments.service import (
    Enrolling,
    EnrollmentCounts,
    choose,
    enroll,
    preview,
)
from yardflow.services.sequences.enrollments.views import (
    ChangeView,
    EnrollmentQuery,
    EnrollmentView,
    changes,
    counts,
    get,
    is_stuck,
    search,
)

__all__ = [
    "ChangeView",
    "Enrolling",
    "EnrollmentCounts",
    "EnrollmentQuery",
    "EnrollmentView",
    "changes",
    "choose",
    "counts",
    "enroll",
    "get",
    "is_stuck",
    "preview",
    "search",
]
