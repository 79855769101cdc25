"""What the header of a column says of it: which field it names, and whose."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from itertools import chain

from yardflow.models import ImportKind
from yardflow.services.imports.columns.fields import (
    BY_NAME,
    NAMES_OF_PEOPLE,
    Field,
    fields_of,
)
from yardflow.services.imports.columns.header_names import (
    ALONE,
    AROUND,
    BUYERS,
    COMPANYS,
    COMPANYS_IN_FRONT,
    FAXES,
    IN_FRONT,
    LONGEST_READ,
    NEUTRAL,
    PARTS_OF_NAME,
    PERSON,
    SECONDARY,
    SECTIONS,
    STAFFS,
    YES_OR_NO,
    YOUR,
    is_untouchable,
    key_of,
    names_in,
    readings,
    with_aside,
    words_of,
)
from yardflow.services.imports.columns.name_headers import has_both
from yardflow.services.imports.columns.phone_parts import part_of
from yardflow.services.records.account_fields import ACCOUNT

_CONTACTS, _ACCOUNTS = ImportKind.CONTACTS, ImportKind.ACCOUNTS


class Standing(IntEnum):
    """How well a column fits its field, the best first: only its own name says so for sure.

    ``SECOND``: the field where no better column is it. ``COMPANYS`` and ``BUYERS``: the same of
    the company, and of who ordered the ticket.
    """

    PLAIN = 0
    SECOND = 1
    COMPANYS = 2
    BUYERS = 3


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header says of its column. ``labelled``: it goes to the notes with its name."""

    field: Field
    standing: Standing = Standing.PLAIN
    labelled: bool = False


# What is written behind a field's own name without a space.
_BEHIND = [
    (field, word) for field, around in AROUND.items() for word in around if not word.isascii()
]
# A longer word without spaces is a sentence.
_LONGEST_WORD = 60
_MOST_RESTS = 8


def _names(field: Field) -> list[str]:
    return names_in(f"{SECTIONS.get(field.name, '')},{field.names}")


def _meanings_of(kind: ImportKind) -> dict[str, Meaning]:
    """What each known header means; the keys are those of `key_of`."""
    meanings: dict[str, Meaning] = {}
    for field in fields_of(kind):
        meanings |= dict.fromkeys(_names(field), Meaning(field))
    second = {
        field: names_in(SECTIONS.get(f"{field.name} second", "")) for field in fields_of(kind)
    }
    if kind == _ACCOUNTS:
        # There a name is the company's, and a country is where it has its headquarters.
        second[BY_NAME["company"]] += names_in(SECTIONS["name second"])
        second[BY_NAME["headquarters"]] = _names(BY_NAME["country"])
    for field, names in second.items():
        for name in names:
            meanings.setdefault(name, Meaning(field, Standing.SECOND))
    if kind == _CONTACTS:
        for name in names_in(SECTIONS["labelled"]):
            meanings.setdefault(name, Meaning(BY_NAME["notes"], labelled=True))
    return meanings


# What stands behind the name of a column that says what another one holds.
LABELS = ("label", "type")
FAX = Meaning(BY_NAME["notes"], labelled=True)
_NAMES = {kind: _meanings_of(kind) for kind in ImportKind}
_OF_ACCOUNTS = frozenset(ACCOUNT.text_names)
# What others than the person have of their own in a list of people.
_OF_OTHERS = {
    Standing.COMPANYS: frozenset({"email", "phone"}),
    Standing.BUYERS: frozenset(BY_NAME) - {"notes"},
}


def known_as(header: str, kind: ImportKind) -> Field | None:
    """The field that a header is known to stand for, if any."""
    meaning = meaning_of(header, kind)
    return meaning.field if meaning else None


def meaning_of(header: str, kind: ImportKind) -> Meaning | None:
    """What a header says of its column, if it is known."""
    return _meaning_of(header[:LONGEST_READ], kind)


def standing_of(header: str, kind: ImportKind) -> Standing:
    """How well a column fits the field that its header names; an unknown one was chosen for it."""
    meaning = meaning_of(header, kind)
    return meaning.standing if meaning else Standing.PLAIN


def is_of_staff(header: str) -> bool:
    """Whether a column is about who looks after the record, such as ``Account Owner``."""
    return not STAFFS.isdisjoint(words_of(header))


def is_of_fax(header: str) -> bool:
    """Whether it speaks of a fax, such as ``Tel./Fax`` and ``Phone (fax)``."""
    return not FAXES.isdisjoint(chain(*readings(header)))


def is_of_mobile(header: str) -> bool:
    field = known_as(header, _CONTACTS)
    return field is not None and field.name == "mobile"


def is_notes_proper(header: str) -> bool:
    """Whether such a column is the notes themselves, so that its cells need no label."""
    meaning = meaning_of(header, _CONTACTS)
    return meaning is not None and meaning.field.name == "notes" and not meaning.labelled


@lru_cache(maxsize=4_096)
def _meaning_of(header: str, kind: ImportKind) -> Meaning | None:
    if is_untouchable(header):
        return None
    if kind == _CONTACTS and (number_part := part_of(header)):
        return Meaning(BY_NAME[number_part])
    if kind == _CONTACTS and has_both(header):
        return Meaning(BY_NAME["name"])
    name, aside = with_aside(header)
    if part := _part_of_name(aside, kind):
        whole = _meaning_of(name, kind)
        if whole and whole.field.name == "name":
            is_second = whole.standing == Standing.SECOND
            return Meaning(part, Standing.PLAIN if is_second else whole.standing)
    meanings = chain.from_iterable(_meanings(words, kind) for words in readings(header))
    meaning = next(meanings, None)
    if meaning and meaning.labelled:  # ``Department / Job title``
        meaning = next((other for other in meanings if other.field.name == "title"), meaning)
    if meaning and meaning.field.name in ("phone", "mobile") and not FAXES.isdisjoint(aside):
        return FAX if kind == _CONTACTS else None
    return meaning


def _part_of_name(words: list[str], kind: ImportKind) -> Field | None:
    """Which part of a name is in the column, such as behind it in ``Name (First)``."""
    if not words:
        return None
    for part, own in PARTS_OF_NAME.items():
        if own.issuperset(words):
            return BY_NAME[part]
    known = _NAMES[kind].get(key_of(words))
    return known.field if known and known.field.name in PARTS_OF_NAME else None


def _meanings(words: list[str], kind: ImportKind) -> Iterator[Meaning]:
    """What words mean, first as they are, then without those that lists put around a name."""
    names = _NAMES[kind]
    if meaning := names.get(key_of(words)):
        yield meaning
    if ends := [at for at, word in enumerate(words, 1) if word in YOUR]:  # of a question
        if words[0] in YES_OR_NO:  # "Is your company a member?"
            return
        words = words[ends[0] :]
    if kind == _CONTACTS and len(words) > 1 and words[0] in COMPANYS and words[1] in PERSON:
        words = words[1:]
    around = NEUTRAL | (COMPANYS if kind == _ACCOUNTS else PERSON)
    unnumbered = [word for word in words if not word.isdecimal()]
    # ``1. Company`` speaks of the company, and of nothing that it has.
    bare = [word for word in unnumbered if word not in around] or unnumbered
    if not STAFFS.isdisjoint(bare):
        return
    first = [word for word in bare if word not in SECONDARY]
    # A number in front is one of a question; behind a name it counts columns.
    is_second = len(first) < len(bare) or any(w.isdecimal() and w != "1" for w in words[1:])
    standing = Standing.SECOND if is_second else Standing.PLAIN
    for meaning in _of_the_record(bare, first, names):
        yield replace(meaning, standing=max(meaning.standing, standing))
    if kind == _CONTACTS:
        yield from _of_others(first)
    if len(key := key_of(words)) <= _LONGEST_WORD and not key.isascii():
        yield from _of_one_word(key, names)


def _of_the_record(
    bare: list[str], first: list[str], names: dict[str, Meaning]
) -> Iterator[Meaning]:
    """What words mean that speak of the record itself; ``first``: without what counts columns."""
    for words in (bare, first):
        meaning = names.get(key_of(words))
        # A second name is another name, and not the same once more.
        is_name = meaning is not None and meaning.field.name in NAMES_OF_PEOPLE
        if meaning and not ALONE.issuperset(words) and not (is_name and words != bare):
            yield meaning
    for field, around in AROUND.items():
        if around.isdisjoint(first):
            continue
        meaning = names.get(key_of([word for word in first if word not in around]))
        if meaning and meaning.field.name == field and not meaning.labelled:
            yield meaning


def _of_one_word(key: str, names: dict[str, Meaning]) -> Iterator[Meaning]:
    """What a word means in a script that puts nothing between words: without what lists put in
    front of a name and behind it.
    """
    rests = [(key, False)]
    for rest, is_companys in rests:
        meaning = _of_beginning(rest, names)
        if meaning and is_companys and meaning.field.name in _OF_OTHERS[Standing.COMPANYS]:
            yield replace(meaning, standing=Standing.COMPANYS)
        elif meaning and (not is_companys or meaning.field.name in _OF_ACCOUNTS):
            yield meaning
        if len(rests) < _MOST_RESTS:
            rests += [(rest.removeprefix(w), is_companys) for w in IN_FRONT if rest.startswith(w)]
            rests += [(rest.removeprefix(w), True) for w in COMPANYS_IN_FRONT if rest.startswith(w)]


def _of_beginning(key: str, names: dict[str, Meaning]) -> Meaning | None:
    """What a word means, or its beginning before what adds nothing to a field's own."""
    if meaning := names.get(key):
        return meaning
    for field, word in _BEHIND:
        meaning = names.get(key.removesuffix(word))
        if meaning and meaning.field.name == field and not meaning.labelled:
            return meaning
    return None


def _of_others(words: list[str]) -> Iterator[Meaning]:
    """What words mean in a list of people if they speak of the company or of a buyer."""
    names = _NAMES[_CONTACTS]
    for others, standing in ((COMPANYS, Standing.COMPANYS), (BUYERS, Standing.BUYERS)):
        if others.isdisjoint(words):
            continue
        meaning = names.get(key_of([word for word in words if word not in others]))
        if meaning and standing == Standing.COMPANYS and meaning.field.name in _OF_ACCOUNTS:
            yield meaning
        elif meaning and meaning.field.name in _OF_OTHERS[standing]:
            yield replace(meaning, standing=standing)
