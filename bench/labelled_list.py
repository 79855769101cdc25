"""Reading a labelled list: people of whom the truth is known, to measure what is guessed of others.

A CSV file in UTF-8 with the columns of `COLUMNS`, in any order; others are overlooked. Rows with
``known`` = yes are what the product may see, the others are the truth that it is to find.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from yardflow.services.records.values import domains, normalize

COLUMNS = (
    *("first_name", "last_name", "company", "domain", "email", "known"),
    *("title", "industry", "size", "seniority"),
)
_YES, _NO = {"yes", "true", "1"}, {"no", "false", "0"}
MOST_BYTES = 50_000_000
MOST_PROBLEMS = 10


class Unreadable(Exception):
    """The list can't be measured on; the text says why, line by line."""


@dataclass(frozen=True, slots=True)
class Person:
    """One row. ``email`` is normalised or empty; ``domain`` is bare, or empty."""

    line: int
    known: bool
    first_name: str
    last_name: str
    company: str
    domain: str
    email: str
    title: str
    industry: str
    size: str
    seniority: str


def read(path: Path) -> list[Person]:
    """The people in the file.

    Raises:
        Unreadable: with every problem in it, up to ten.
    """
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    problems: list[str] = []
    people = []
    try:
        reader.fieldnames = _header(reader.fieldnames or ())
        for row in reader:
            person = _person(reader.line_num, row, problems)
            if person is not None:
                people.append(person)
    except csv.Error as error:
        problems.append(f"Line {reader.line_num}: {error}.")
    if problems:
        more = len(problems) - MOST_PROBLEMS
        raise Unreadable("\n".join(problems[:MOST_PROBLEMS] + [f"… and {more} more."] * (more > 0)))
    _both_kinds(people)
    return people


def _text(path: Path) -> str:
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"{path} is larger than {MOST_BYTES // 1_000_000} MB.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(f"{path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is not in UTF-8. Save it as “CSV UTF-8”.") from None
    if "\0" in text:
        raise Unreadable(f"{path} is no text file. Save it as “CSV UTF-8”.")
    if not text.strip():
        raise Unreadable(f"{path} is empty. Expected the columns {', '.join(COLUMNS)}.")
    return text


def _header(names: Sequence[str]) -> list[str]:
    names = [(name or "").strip().lower() for name in names]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        hint = " It must be separated by commas." if len(names) == 1 and ";" in names[0] else ""
        what = "column is" if len(missing) == 1 else "columns are"
        raise Unreadable(f"The {what} missing: {', '.join(missing)}.{hint}")
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        raise Unreadable(f"A column is there twice: {', '.join(twice)}.")
    return names


def _person(line: int, row: dict[str, str], problems: list[str]) -> Person | None:
    if None in row or None in row.values():
        problems.append(f"Line {line}: has more or fewer cells than there are columns.")
        return None
    cells = {name: " ".join(row[name].split()) for name in COLUMNS}
    if not any(cells.values()):
        return None
    wrong = list(_wrong(cells))
    problems += [f"Line {line}: {each}" for each in wrong]
    if wrong:
        return None
    return Person(
        line,
        cells.pop("known").lower() in _YES,
        email=normalize.email_of(cells.pop("email")) or "",
        domain=_own_domain(cells.pop("domain")),
        **cells,
    )


def _wrong(cells: dict[str, str]) -> Iterator[str]:
    if cells["known"].lower() not in _YES | _NO:
        yield f"known is “{cells['known']}”; expected yes or no."
    if not cells["first_name"] and not cells["last_name"]:
        yield "has no name."
    if not cells["company"] and not _own_domain(cells["domain"]):
        yield "has neither company nor a domain of its own."
    if cells["email"] and normalize.email_of(cells["email"]) is None:
        yield "email is not an address."
    if cells["domain"] and domains.host_of(cells["domain"]) is None:
        yield "domain is not a domain; write it like acme.com."


def _own_domain(text: str) -> str:
    """Bare; empty where it is a mail provider's, which is nobody's own."""
    return domains.own_domain(text) or ""


def _both_kinds(people: list[Person]) -> None:
    if not people:
        raise Unreadable("There is nobody in the list, only its first line.")
    if not any(person.known for person in people):
        raise Unreadable("No row has known = yes, so there is nothing to learn from.")
    if all(person.known for person in people):
        raise Unreadable("No row has known = no, so there is nothing to guess.")
