"""What is left of a cell that its field refuses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Repaired:
    """``value`` is what fits the field, None for nothing; ``rest`` is for the notes.

    ``second`` is another value of the same kind, ``why`` says what is odd if the field's own
    sentence does not, ``unkept`` what is kept nowhere.
    """

    value: object = None
    rest: str = ""
    second: str = ""
    why: str = ""
    unkept: str = ""
