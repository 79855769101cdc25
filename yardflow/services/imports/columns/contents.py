"""What is in the cells of a column, as far as a few rows show it.

Cells are cut before they are looked at; only what is odd enough to tell a column apart counts.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from urllib.parse import urlsplit
from uuid import UUID

from yardflow.services.imports.cells.fillers import NOTHING
from yardflow.services.imports.cells.phone_labels import without_labels
from yardflow.services.imports.columns.header_names import SALUTATIONS
from yardflow.services.records.names.company_names import has_legal_form
from yardflow.services.records.values.domains import host_of, is_shared, registrable
from yardflow.services.records.values.normalize import email_of, folded

_LONGEST_READ = 300
_MOST_SALUTATIONS = 5
# From so many filled cells on, a column in which none fits is something else.
_ENOUGH = 3
_WORDS = re.compile(r"[^\W\d_]+")
_PROFILES = ("linkedin.com/in/", "linkedin.com/pub/")
_COMPANY_PAGES = ("linkedin.com/company/", "linkedin.com/school/")
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?!\S)")
_PHONE = re.compile(
    r"[+(]?\d[\d\s()./-]{6,24}(?:[,;]?\s?(?:x|ext\.?|extension|#)\s?\d{1,6})?", re.IGNORECASE
)
_SHORT_NUMBER = re.compile(r"[+x-]?\d{1,5}(?:\.0)?")
_BEHIND_FIRST = re.compile(r" [/|] |[;\n]")
_GROUPS = re.compile(r"[\s().-]")


class Column:
    """The filled cells of a column among the first rows."""

    def __init__(self, cells: Iterable[str]) -> None:
        texts = (cell[:_LONGEST_READ].strip() for cell in cells)
        self.texts = [text for text in texts if text and text.lower() not in NOTHING]

    def holds(self, is_one: Callable[[str], bool]) -> bool:
        """Whether more than half of the cells are such."""
        return sum(map(is_one, self.texts)) * 2 > len(self.texts) > 0

    def fits(self, field: str) -> bool:
        """False where it has cells enough, and not one looks like the field's."""
        shape = _SHAPES.get(field)
        return not shape or len(self.texts) < _ENOUGH or any(map(shape, self.texts))

    @cached_property
    def is_of_salutations(self) -> bool:
        """Whether most cells are a form of address, such as ``Herr Dr.``."""
        return self.holds(is_salutation)

    @cached_property
    def leads_into_one_site(self) -> bool:
        """Whether the cells are pages of one and the same website, such as records of a tool."""
        hosts = {host_of(text) for text in self.texts}
        if len(hosts) != 1 or len(set(self.texts)) < 2:
            return False
        host = hosts.pop()
        return host is not None and not is_shared(host) and all(map(_is_page, self.texts))

    @cached_property
    def is_of_websites(self) -> bool:
        """Whether the cells are the front pages of several websites."""
        sites = {registrable(host) for text in self.texts if (host := host_of(text))}
        return self.holds(is_front_page) and len(sites) * 2 > len(self.texts)

    @cached_property
    def is_of_companies(self) -> bool:
        """Whether a good part of the cells has a legal form, such as ``Acme Inc.``."""
        return sum(map(has_legal_form, self.texts)) * 3 > len(self.texts)

    @property
    def has_digits(self) -> bool:
        """Whether there are digits in it anywhere."""
        return any(any(map(str.isdecimal, text)) for text in self.texts)

    @property
    def is_of_short_numbers(self) -> bool:
        """Whether all cells are a few digits, as an extension is."""
        return bool(self.texts) and all(map(_SHORT_NUMBER.fullmatch, self.texts))

    def repeats(self) -> bool:
        """Whether some text is there more than once."""
        return len({folded(text) for text in self.texts}) < len(self.texts)


def is_email(text: str) -> bool:
    return "@" in text and email_of(text) is not None


def is_profile(text: str) -> bool:
    """Whether it is a person's page at LinkedIn."""
    return any(profile in text.lower() for profile in _PROFILES)


def is_company_page(text: str) -> bool:
    """Whether it is a company's page at LinkedIn."""
    return any(page in text.lower() for page in _COMPANY_PAGES)


def is_phone(text: str) -> bool:
    """Whether it can be nothing but a phone number: dates, counts and keys are none. Labels may
    stand beside it, and a second one behind it.
    """
    text = without_labels(_BEHIND_FIRST.split(text, maxsplit=1)[0])
    return bool(
        _PHONE.fullmatch(text)
        and (text[0] in "+(" or len(_GROUPS.findall(text)) > 1)
        and not _DATE.match(text)
    )


def is_salutation(text: str) -> bool:
    """Whether it is a form of address, such as ``Herr Dr.``, and nothing else."""
    words = _WORDS.findall(folded(text[:_LONGEST_READ]))
    return 0 < len(words) <= _MOST_SALUTATIONS and SALUTATIONS.issuperset(words)


def is_key(text: str) -> bool:
    """Whether it is the key of a record in another tool, such as a UUID."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def is_front_page(text: str) -> bool:
    host = host_of(text) if "." in text and "@" not in text else None
    return bool(host) and not _is_page(text) and text.rpartition(".")[2].strip("/").isalpha()


def _is_page(text: str) -> bool:
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.path.strip("/") or parts.query)


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


_SHAPES: dict[str, Callable[[str], bool]] = {
    "name": _has_letters,
    "company": _has_letters,
    "email": lambda text: "@" in text or "＠" in text,
    "phone": lambda text: sum(map(str.isdecimal, text)) > 4,
    "mobile": lambda text: sum(map(str.isdecimal, text)) > 4,
    "website": lambda text: "." in text or "://" in text,
}
