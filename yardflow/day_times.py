"""Times of day as people read them."""

from datetime import datetime, time


def day_time(at: datetime | time) -> str:
    """``9:00 AM``."""
    return f"{at:%-I:%M %p}"


def span(opens: time, closes: time) -> str:
    """``9:00 AM–5:00 PM``."""
    return f"{day_time(opens)}–{day_time(closes)}"
