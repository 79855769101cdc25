"""What would go out when, if no one opened, bounced or replied. Nothing is written."""

from yardflow.services.sequences.forecast.course import Coming, of_enrollment
from yardflow.services.sequences.forecast.followed import DAYS
from yardflow.services.sequences.forecast.service import (
    ASSUMED,
    FirstEmails,
    Forecast,
    SenderDays,
    enrolling,
    of_sequence,
)

__all__ = [
    "ASSUMED",
    "DAYS",
    "Coming",
    "FirstEmails",
    "Forecast",
    "SenderDays",
    "enrolling",
    "of_enrollment",
    "of_sequence",
]
