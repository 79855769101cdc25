"""Which of a list's columns are the names of its people."""

from yardflow.models import ImportKind
from yardflow.services.imports.columns.candidates import Candidate, Candidates, Sample
from yardflow.services.imports.columns.fields import NAMES_OF_PEOPLE
from yardflow.services.imports.columns.mapping import Mapping
from yardflow.services.imports.columns.meanings import Standing, known_as
from yardflow.services.records.values.normalize import folded


def pick(candidates: Candidates, sample: Sample) -> Mapping:
    """The columns of people's names, taken out of the candidates.

    A column of a name alone is the whole name, or what the other column leaves: ``Nom`` is the
    last name beside ``Prénom``, unless the first name is in it. Beside both it is read where rows
    lack one of the two.
    """
    of = {field: candidates.pop(field, []) for field in ("first_name", "last_name", "name")}
    if any(column.standing < Standing.BUYERS for columns in of.values() for column in columns):
        of = {field: [c for c in of[field] if c.standing < Standing.BUYERS] for field in of}
    for columns in of.values():
        columns.sort(key=lambda column: column.order)
    parts = [field for field in ("first_name", "last_name") if of[field]]
    if of["name"] and len(parts) == 1:
        (part,) = parts
        partial = [column for column in of["name"] if column.standing == Standing.SECOND]
        if partial and not _contains(partial[0], of[part][0], sample):
            other = "last_name" if part == "first_name" else "first_name"
            of[other], parts = [partial[0]], ["first_name", "last_name"]
    chosen = parts if len(parts) == 2 or not of["name"] else ["name"]
    if chosen == parts and of["name"] and _only_whole(of, sample):
        chosen = [*parts, "name"]
    mapping: Mapping = {}
    for field in chosen:
        best = of[field][0]
        mapping |= {
            column.position: field
            for column in of[field]
            if column.position >= best.position or column.standing > best.standing
        }
    return mapping


def drop_whom_to_ask(candidates: Candidates, headers: list[str]) -> None:
    """Drops a ``Name`` beside the company: in a list of accounts it is whom to ask for there."""
    columns = candidates.get("company", [])
    if any(column.standing == Standing.PLAIN for column in columns):
        candidates["company"] = [
            column
            for column in columns
            if (field := known_as(headers[column.position], ImportKind.CONTACTS)) is None
            or field.name not in NAMES_OF_PEOPLE
        ]


def _only_whole(of: Candidates, sample: Sample) -> bool:
    """Whether some have a whole name, and only a part of it or none in the columns of its parts."""
    parts = [[column.position for column in of[field]] for field in ("first_name", "last_name")]
    for row in sample:
        cells = [" ".join(row[at][:200].strip() for at in part).split() for part in parts]
        words = folded(row[of["name"][0].position][:200]).replace(",", " ").split()
        known = {folded(word) for part in cells for word in part}
        if not all(cells) and known < set(words):
            return True
    return False


def _contains(whole: Candidate, part: Candidate, sample: Sample) -> bool:
    """Whether most cells of one column have the words of another in them."""
    pairs = [
        (
            set(folded(row[part.position][:200]).split()),
            set(folded(row[whole.position][:200]).split()),
        )
        for row in sample
        if row[part.position].strip() and row[whole.position].strip()
    ]
    return sum(inner < outer for inner, outer in pairs) * 2 > len(pairs)
