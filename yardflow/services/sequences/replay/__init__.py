"""A past sequence gone through once more, beside what really happened."""

from yardflow.services.sequences.replay.job import Made, latest, start
from yardflow.services.sequences.replay.question import Question
from yardflow.services.sequences.replay.result import Day, Difference, Replay
from yardflow.services.sequences.replay.service import replay

__all__ = [
    "Day",
    "Difference",
    "Made",
    "Question",
    "Replay",
    "latest",
    "replay",
    "start",
]
