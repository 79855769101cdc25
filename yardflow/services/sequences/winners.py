"""Ways of splits that win automatically: by what their step says counts, once it is likely enough
that one is really better.
"""

from datetime import timedelta

from sqlalchemy import text
from sqlmodel import Session

from yardflow.counts import counted
from yardflow.models import SplitWinner
from yardflow.services.sequences import definitions, split_results
from yardflow.services.sequences.decisions.comparison import Counted, leader
from yardflow.services.sequences.definitions.steps import Metric, Split
from yardflow.services.sequences.events import notices

# Who comes by meanwhile goes by chance, as before; counting goes through everyone of a sequence.
LOOK_AGAIN = timedelta(minutes=10)

# Another worker may be choosing.
_WITH_AUTOMATIC = text("""
SELECT s.id, s.version_id FROM sequence s JOIN sequence_version v ON v.id = s.version_id
WHERE jsonb_path_exists(v.definition, '$.steps[*].winner.metric')
ORDER BY s.id FOR NO KEY UPDATE OF s SKIP LOCKED""")
_DID = {Metric.REPLIES: "replied", Metric.MEETINGS: "had a meeting"}


def choose(session: Session) -> int:
    """Chooses the ways that have won, says so to the owners of their sequences, and how many it
    were. Where a person has chosen, or has left it to chance again, that stays.
    """
    chosen = 0
    for row in session.execute(_WITH_AUTOMATIC).all():
        steps = definitions.version(session, row.version_id).steps.values()
        undecided = [
            step
            for step in steps
            if isinstance(step, Split)
            and step.winner is not None
            and session.get(SplitWinner, (row.id, step.key)) is None
        ]
        counts = split_results.counts(session, row.id) if undecided else {}
        for split in undecided:
            won = _won(split, counts)
            if won is not None:
                way, reason = won
                split_results.choose(session, None, row.id, split.key, way, reason)
                notices.of_winner(session, row.id, reason)
                chosen += 1
    return chosen


def _won(split: Split, counts: split_results.Counts) -> tuple[int, str] | None:
    """The way that has won by now, and the numbers that say so."""
    terms = split.winner
    if terms is None:
        return None
    ways = [Counted(0, 0) for _ in split.ways]
    for place in range(len(ways)):
        if row := counts.get((split.key, place)):
            ways[place] = Counted(getattr(row, terms.metric), row.people)
    ahead = leader(ways, terms.least)
    if ahead is None or not ahead.enough or ahead.chance * 100 < terms.chance:
        return None
    best = ways[ahead.way]
    others = [way for place, way in enumerate(ways) if place != ahead.way]
    behind = max(others, key=lambda way: way.successes / way.people)
    did, chance = _DID[terms.metric], min(int(ahead.chance * 100), 99)
    return ahead.way, (
        f"{best.successes:,} of {counted(best.people, 'contact')} {did}, {behind.successes:,} of"
        f" {behind.people:,} in the next best branch. It is better with a chance of {chance}%."
    )
