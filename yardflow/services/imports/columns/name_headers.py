"""Columns with first and last name in one, and which of the two leads: ``Cognome e nome``."""

from functools import lru_cache

from yardflow.services.imports.columns.header_names import (
    LONGEST_READ,
    SECTIONS,
    key_of,
    names_in,
    with_aside,
    words_of,
)

# "Last" alone is half of a part's name: Name (Last).
_LAST = frozenset(name for name in names_in(SECTIONS["last_name"]) if not name.endswith("last"))
_FIRST = frozenset(name for name in names_in(SECTIONS["first_name"]) if not name.endswith("first"))
# Beside the one it is the other: Nome e cognome, Name Vorname.
_EITHER = frozenset(names_in(SECTIONS["name second"]))
_BETWEEN = frozenset(
    names_in(
        "and, und, et, y, e, i, og, och, en, ja, a, és, ve, și, in, un, ir, và, dan"
        ", та, і, й, и, και, ו"
    )
)
_IN_BRACKETS = (["last", "first"], ["first", "last"])
# Of people with two family names.
# Behind both there may be the father's or a middle name: Фамилия Имя Отчество.
_MIDDLE = frozenset(names_in(SECTIONS["middle_name"]))
# Last, first and father's name by their initials.
_INITIALS = frozenset(names_in("ФИО, Ф.И.О., ПІБ, П.І.Б."))
_IN_FRONT = frozenset(names_in(SECTIONS["family name in front"]))
_SEVERAL = frozenset(names_in("apellidos, sobrenomes, apelidos"))


def has_both(header: str) -> bool:
    """Whether a column has first and last name, in either order."""
    return bool(_order(header[:LONGEST_READ]))


def last_names_in_front(header: str) -> int:
    """How many family names lead in such a column; 0 where the first name does."""
    header = header[:LONGEST_READ]
    if key_of(words_of(header)) in _IN_FRONT:
        return 1
    return len(order) if (order := _order(header)) and order[0] == "L" else 0


@lru_cache(maxsize=4_096)
def _order(header: str) -> str:
    """The order of the parts: FL, or an L for each family name that leads; empty for no such
    column.
    """
    aside = with_aside(header)[1]  # ``Name (Nachname)``, ``Name (Last, First)``
    words = [word for word in aside or words_of(header) if word not in _BETWEEN]
    if aside and words in _IN_BRACKETS:
        return "L" if words[0] == "last" else "FL"
    if key_of(words) in _LAST | _FIRST:  # ``Last name``
        return ""
    if key_of(words) in _INITIALS:
        return "L"
    if len(words) > 2 and words[-1] in _MIDDLE:
        words.pop()
    for at in range(1, len(words)):
        left, right = key_of(words[:at]), key_of(words[at:])
        if left in _LAST and (right in _FIRST or right in _EITHER):
            return "LL" if left in _SEVERAL else "L"
        if left in _EITHER and right in _FIRST:
            return "L"
        if (left in _FIRST or left in _EITHER) and right in _LAST:
            return "FL"
        if left in _FIRST and right in _EITHER:
            return "FL"
    return ""
