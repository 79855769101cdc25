"""Phone numbers of which a column beside each says in every row what it is: ``Phone 1 - Label`` is
``Mobile`` beside one person's ``Phone 1 - Value`` and ``Work`` beside another's.
"""

from yardflow.services.imports.columns.header_names import words_of
from yardflow.services.imports.columns.mapping import Mapping
from yardflow.services.imports.columns.meanings import LABELS, is_of_fax, is_of_mobile
from yardflow.services.imports.columns.phone_parts import NUMBERS


class LabelledPhones:
    """Puts the numbers of each row of one file where they belong, as its mapping says."""

    def __init__(self, headers: list[str], mapping: Mapping) -> None:
        named = [tuple(words_of(header)) for header in headers]
        self._fields = {position: name for position, name in mapping.items() if name in NUMBERS}
        # The column of each number, with that of its label.
        self.columns = {
            position: named.index((*named[position][:-1], label))
            for position in sorted(self._fields)
            for label in LABELS
            if named[position][-1:] == ("value",) and (*named[position][:-1], label) in named
        }

    def arranged(self, cells: list[str]) -> list[str]:
        """The cells with each number in a column of its kind, if one is free. That of a fax stays
        where it is and says so.
        """
        cells = list(cells)
        numbers: list[tuple[str, str]] = []
        free: list[int] = []
        for at, label in self.columns.items():
            number = cells[at].strip()
            if number and is_of_fax(cells[label]):
                cells[at] = f"Fax: {number}"
                continue
            if number:
                numbers.append(("mobile" if is_of_mobile(cells[label]) else "phone", number))
            cells[at] = ""
            free.append(at)
        others = []
        for kind, number in numbers:
            own = next((at for at in free if self._fields[at] == kind), None)
            if own is None:
                others.append(number)
            else:
                cells[own] = number
                free.remove(own)
        for at, number in zip(free, others, strict=False):
            cells[at] = number
        return cells
