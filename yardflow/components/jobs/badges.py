"""Where a background job stands."""

import reflex as rx

from yardflow.components.kit.badges import Tone, by_value, status_badge
from yardflow.state.labels import JOB_STATUSES

_TONES: dict[str, Tone] = {
    "running": "blue",
    "waiting": "orange",
    "succeeded": "green",
    "failed": "red",
}


def job_badge(status: rx.Var[str]) -> rx.Component:
    """Where a job stands: ``queued running waiting succeeded failed cancelled``."""
    return status_badge(status, by_value(status, JOB_STATUSES, status), _TONES)
