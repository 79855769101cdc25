"""Columns that may have a field, and how well each of them fits it."""

from dataclasses import dataclass

from yardflow.services.imports.columns.meanings import Standing

Sample = list[list[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that may have a field. ``shared``: people of different names have the same in it."""

    position: int
    standing: Standing
    is_empty: bool
    shared: bool = False

    @property
    def order(self) -> tuple[bool, Standing, bool, int]:
        """The one that fits best comes first."""
        return (self.shared, self.standing, self.is_empty, self.position)


Candidates = dict[str, list[Candidate]]
