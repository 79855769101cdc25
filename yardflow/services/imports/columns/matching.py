"""Matches the columns of a file with fields: by their headers, and by the cells of a few rows.

Where several columns are known by one field, the one that fits best has it. Another stays behind
it, to be read where the first has nothing, or goes to the notes: nothing in it is lost.
"""

from dataclasses import replace

from yardflow.models import ImportKind
from yardflow.services.imports.columns import name_columns
from yardflow.services.imports.columns.candidates import Candidate, Candidates, Sample
from yardflow.services.imports.columns.contents import (
    Column,
    is_company_page,
    is_email,
    is_key,
    is_phone,
    is_profile,
)
from yardflow.services.imports.columns.fields import BY_NAME, NAMES_OF_PEOPLE
from yardflow.services.imports.columns.header import parts_of_names
from yardflow.services.imports.columns.header_names import ATTENDEES, BOOTHS, BUYERS, words_of
from yardflow.services.imports.columns.mapping import Mapping
from yardflow.services.imports.columns.meanings import (
    FAX,
    LABELS,
    Meaning,
    Standing,
    is_of_fax,
    is_of_mobile,
    is_of_staff,
    known_as,
    meaning_of,
)
from yardflow.services.imports.columns.phone_parts import AREA, CODE, EXTENSION, NUMBERS, PARTS
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.values.normalize import folded
from yardflow.services.records.values.shared_mailboxes import is_shared_mailbox

# Known of people, and never of companies.
_PERSONAL = frozenset(
    {"first_name", "last_name", "title", "mobile", "linkedin_url", "seniority", "personas"}
)
_NAMES_OF_ALL = NAMES_OF_PEOPLE | {"company"}
# From so many rows on, companies that never repeat say that each row is one.
_ENOUGH_ROWS = 5


def automatic(headers: list[str], kind: ImportKind, sample: Sample) -> Mapping:
    """The field of each column that its header or its cells in ``sample`` make known."""
    columns = [Column(row[at] for row in sample) for at in range(len(headers))]
    headers = parts_of_names(headers)
    candidates: Candidates = {}
    for at, header in enumerate(headers):
        meaning = _labelled(meaning_of(header, kind), header, headers, columns)
        field, standing = _named(meaning, columns[at], kind)
        if field:
            candidate = Candidate(at, standing, is_empty=not columns[at].texts)
            candidates.setdefault(field, []).append(candidate)
    for at, header in enumerate(headers):
        if not meaning_of(header, kind) and not is_of_staff(header):
            field = _seen_in_cells(columns[at], kind)
            if field:
                # Without a name it may be anyone's, so it must not be the same for all.
                unnamed = Candidate(at, Standing.BUYERS, is_empty=False)
                candidates.setdefault(field, []).append(unnamed)
    _mark_buyers(candidates, headers)
    mapping: Mapping = {column.position: "notes" for column in candidates.pop("notes", [])}
    mapping |= _parts_of_numbers(candidates, columns)
    if kind == ImportKind.ACCOUNTS:
        name_columns.drop_whom_to_ask(candidates, headers)
    if kind == ImportKind.CONTACTS:
        names = name_columns.pick(candidates, sample)
        _mark_shared(candidates, names, sample)
        mapping |= names
    for field, rivals in candidates.items():
        mapping |= _assigned(field, rivals, has_mobile="mobile" in candidates)
    return mapping


def _parts_of_numbers(candidates: Candidates, columns: list[Column]) -> Mapping:
    """The columns of calling codes, area codes and extensions, taken out of the candidates.

    Without a number beside it an extension is a note, and a code nothing; of letters alone
    (``Country code`` DE) it is the country.
    """
    parts = {part: candidates.pop(part, []) for part in PARTS}
    for number in [each for field in NUMBERS for each in candidates.get(field, [])]:
        if part := _part_in_cells(number.position, columns, parts, candidates):
            _drop(number, candidates)
            parts[part].append(number)
    has_number = not candidates.keys().isdisjoint(NUMBERS)
    mapping: Mapping = {}
    for part, candidate in [(part, each) for part, some in parts.items() for each in some]:
        column = columns[candidate.position]
        if column.texts and not column.has_digits:
            if part == CODE and "country" not in candidates:
                candidates["country"] = [candidate]
        elif has_number:
            mapping[candidate.position] = part
        elif part == EXTENSION:
            mapping[candidate.position] = "notes"
    return mapping


def _part_in_cells(
    at: int, columns: list[Column], parts: Candidates, candidates: Candidates
) -> str:
    """What a column of short numbers is beside another one of a phone: ``Durchwahl`` 12 behind it
    is its extension, ``DDI`` 55 before an area code the calling code; "" for none.
    """
    numbers = {each.position for field in NUMBERS for each in candidates.get(field, [])} - {at}
    if not numbers or not columns[at].is_of_short_numbers:
        return ""
    if at + 1 in {each.position for each in parts[AREA]}:
        return CODE
    return EXTENSION if min(numbers) < at else ""


def _drop(column: Candidate, candidates: Candidates) -> None:
    for field in NUMBERS:
        if column in candidates.get(field, []):
            candidates[field].remove(column)
            if not candidates[field]:
                del candidates[field]


def kind_of(headers: list[str], sample: Sample) -> ImportKind | None:
    """What each row of a file is, as far as its columns and cells leave no doubt."""
    mapping = automatic(headers, ImportKind.CONTACTS, sample)
    # Of several columns of a field the first.
    at = {name: position for position, name in sorted(mapping.items(), reverse=True)}
    columns = {name: Column(row[position] for row in sample) for name, position in at.items()}
    personal, of_account = columns.keys() & _PERSONAL, columns.keys() & set(ACCOUNT.text_names)
    company, name, email = (columns.get(field) for field in ("company", "name", "email"))
    if company and "linkedin_url" in columns and not columns["linkedin_url"].holds(is_profile):
        personal -= {"linkedin_url"}  # it may be the company's
    if company and columns.keys() & NAMES_OF_PEOPLE:
        is_first = bool(name) and at["name"] < at["company"]
        is_plain = not of_account or personal or is_first or company.repeats()
        return ImportKind.CONTACTS if is_plain else None
    has_booth = any(
        not BOOTHS.isdisjoint(words_of(header))
        for position, header in enumerate(headers)
        if position not in mapping
    )
    if company:
        all_known = len(mapping) == len(headers)
        unlike = len(company.texts) >= _ENOUGH_ROWS and not company.repeats()
        of_companies = email.holds(is_shared_mailbox) if email else all_known or unlike
        is_plain = bool(of_account) or has_booth or of_companies
        return ImportKind.ACCOUNTS if is_plain and not personal else None
    if name and not personal:
        may_be_company = known_as(headers[at["name"]], ImportKind.ACCOUNTS) is not None
        if of_account or (has_booth and may_be_company and not email):
            return ImportKind.ACCOUNTS
    if name and name.is_of_companies:
        return ImportKind.ACCOUNTS
    return ImportKind.CONTACTS if personal or (name and email) else None


def _labelled(
    meaning: Meaning | None, header: str, headers: list[str], columns: list[Column]
) -> Meaning | None:
    """A phone's meaning as another column says it: in ``Phone 1 - Label`` is what the numbers of
    ``Phone 1 - Value`` mostly are.
    """
    if meaning is None or meaning.field.name != "phone":
        return meaning
    *name, last = words_of(header)
    names = [[*name, word] for word in LABELS] if last == "value" else []
    for other, column in zip(headers, columns, strict=True):
        if words_of(other) in names and column.holds(is_of_mobile):
            return replace(meaning, field=BY_NAME["mobile"])
        if words_of(other) in names and column.holds(is_of_fax):
            return FAX
    return meaning


def _named(meaning: Meaning | None, column: Column, kind: ImportKind) -> tuple[str, Standing]:
    """The field that a header names, unless the cells below it say otherwise; "" for none."""
    if meaning is None:
        return "", Standing.PLAIN
    field = meaning.field.name
    if field == "notes":
        return field, meaning.standing
    if field in PARTS:
        return field, meaning.standing
    if kind == ImportKind.CONTACTS:
        seen = "linkedin_url" if column.holds(is_profile) else ""
        seen = seen or ("email" if column.holds(is_email) else "")
        if seen and seen != field:
            return seen, max(meaning.standing, Standing.SECOND)
        if field == "title" and column.is_of_salutations:
            return "", meaning.standing
    is_other = (
        not column.fits(field)
        or (field in _NAMES_OF_ALL and column.holds(is_key))
        or (field == "website" and column.leads_into_one_site)
        or (field == "linkedin_url" and column.holds(is_company_page))
        or (field == "headquarters" and column.holds(is_phone))
    )
    return "notes" if is_other else field, meaning.standing


def _seen_in_cells(column: Column, kind: ImportKind) -> str:
    """The field that the cells of a column with an unknown header show; "" for none."""
    if kind == ImportKind.CONTACTS:
        for field, is_one in (
            ("linkedin_url", is_profile),
            ("email", is_email),
            ("phone", is_phone),
        ):
            if column.holds(is_one):
                return field
    return "website" if column.is_of_websites else ""


def _mark_buyers(candidates: Candidates, headers: list[str]) -> None:
    """Marks ``Email`` as the buyer's beside ``Attendee email`` in a list of orders."""
    words = [set(words_of(header)) for header in headers]
    if all(map(BUYERS.isdisjoint, words)):
        return
    for field in candidates.keys() & {"email", "phone"}:
        if any(words[column.position] & ATTENDEES for column in candidates[field]):
            candidates[field] = [
                column
                if words[column.position] & ATTENDEES or column.standing > Standing.PLAIN
                else replace(column, standing=Standing.BUYERS)
                for column in candidates[field]
            ]


def _mark_shared(candidates: Candidates, names: Mapping, sample: Sample) -> None:
    """Marks the addresses and numbers that mostly repeat over people of different names."""
    people = [folded(" ".join(row[at][:200] for at in names)) for row in sample]
    for field in candidates.keys() & {"email", "phone"}:
        marked = []
        for column in candidates[field]:
            owners: dict[str, set[str]] = {}
            filled = [
                (row[column.position][:200].strip(), who)
                for row, who in zip(sample, people, strict=True)
            ]
            filled = [(text.lower(), who) for text, who in filled if text]
            for text, who in filled:
                owners.setdefault(text, set()).add(who)
            repeated = sum(len(owners[text]) > 1 for text, _ in filled)
            marked.append(replace(column, shared=repeated * 2 > len(filled)))
        candidates[field] = marked


def _assigned(field: str, rivals: list[Candidate], *, has_mobile: bool) -> Mapping:
    """Where the columns go that are known by one field."""
    best, *others = sorted(rivals, key=lambda column: column.order)
    if best.standing == Standing.BUYERS and best.shared:
        return {column.position: "notes" for column in rivals}
    mapping = {best.position: field}
    for column in others:
        own = column.standing < Standing.COMPANYS
        # Where one of the two is empty, they don't contradict each other.
        fits = best.is_empty or column.standing == best.standing
        fills = fits and best.is_empty != column.is_empty and not column.shared
        if field == "phone" and own and not (has_mobile or fills or column.shared):
            mapping[column.position], has_mobile = "mobile", True
        elif fills or (own and column.position > best.position):
            mapping[column.position] = field
        else:
            mapping[column.position] = "notes"
    return mapping
