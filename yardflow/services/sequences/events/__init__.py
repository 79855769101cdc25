"""What the provider reports of messages: stored once, judged, and applied in whatever order it
comes.
"""

from yardflow.services.sequences.events.applying import HELD_BACK, apply
from yardflow.services.sequences.events.storing import MESSAGE_ARGUMENT, Report, report_of, store

__all__ = ["HELD_BACK", "MESSAGE_ARGUMENT", "Report", "apply", "report_of", "store"]
