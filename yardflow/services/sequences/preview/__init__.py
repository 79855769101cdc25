"""One contact's way through a sequence, as if they were enrolled now: each step, when and why, and
each email as it would look. Nothing is written.
"""

from yardflow.services.sequences.preview.service import Preview, anyone, preview
from yardflow.services.sequences.preview.stops import Shown, Stop

__all__ = ["Preview", "Shown", "Stop", "anyone", "preview"]
