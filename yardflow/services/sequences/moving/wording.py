"""What moving means for people, in words: before it is done, and in their history."""

from yardflow.services.sequences.decisions.landing import Way

TAKING_A_STEP = "They are taking a step right now, so they stay. Move them in a minute."
# {} is the step at which they then are.
_BEFORE = {
    Way.STAYS: "They stay at this step.",
    Way.REPLACED: "Another step takes the place of theirs: {}.",
    Way.CONTINUES: "Their step is gone. They continue at: {}.",
    Way.STARTS: "None of their steps is left. They begin at: {}.",
    Way.FINISHES: "Their step is gone, and nothing comes after it. They finish.",
}
_AFTER = {
    Way.STAYS: "",
    Way.REPLACED: " This step took the place of theirs.",
    Way.CONTINUES: " Their step is gone, so they continue here.",
    Way.STARTS: " None of their steps is left, so they begin here.",
    Way.FINISHES: " Their step is gone, and nothing comes after it.",
}


def before(way: Way, step: str) -> str:
    """What will happen to people who come to stand at this step, as a sentence."""
    return _BEFORE[way].format(step)


def history(way: Way, number: int, target: int) -> str:
    """What happened to someone who was moved between versions of these numbers."""
    return f"Moved from version {number} to version {target}.{_AFTER[way]}"
