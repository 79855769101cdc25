"""Lists whose search, filters, order and page live in the address, so that Back works."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from yardflow.services.records.listing import Page
from yardflow.state.loading import Loading

_LONGEST = 200


@dataclass
class ShownPage:
    """The part of a list that was read last, for whoever walks along it.

    ``ids`` are its records in order; the first one's place in the list is ``start``, from 1, or 0
    where there is none. ``total`` counts the whole list, as far as it is counted: there are more
    where ``capped``. ``next`` and ``previous`` are the cursors of the pages beside it, empty at the
    ends of the list.
    """

    ids: list[int] = field(default_factory=list)
    start: int = 0
    total: int = 0
    capped: bool = False
    next: str = ""
    previous: str = ""


class Listed(Loading, mixin=True):
    """A mixin: ``class ContactsState(Listed, Workplace)``.

    The handlers here only lead to another address; the page's `load` reads it, also after a link
    or Back. ``query`` is the address that was led to last, so that a second choice keeps the first
    one also before the list is back. A subclass defines its `_path` and the `_known` parameters.
    """

    query: dict[str, str] = {}
    sort: str = ""
    summary: str = ""
    narrowed: bool = False
    has_next: bool = False
    has_previous: bool = False
    shown: ShownPage = ShownPage()

    @staticmethod
    def _path() -> str:
        raise NotImplementedError

    @staticmethod
    def _known() -> Mapping[str, str]:
        """The parameters of the address with their defaults."""
        raise NotImplementedError

    @staticmethod
    def _choices() -> Mapping[str, Callable[[str], bool]]:
        """For each parameter a test of its value; an address can hold anything."""
        return {}

    @rx.event
    async def search(self, text: str):
        """Searches for ``text``, in place of the last entry of the browser's history.

        It comes a moment after typing: a person who has followed a link since stays there.
        """
        if self.router.url.path.strip("/") != self._path().strip("/"):
            return None
        return rx.redirect(self._led_to({"q": text}), replace=True)

    @rx.event
    async def narrow(self, name: str, value: str):
        """Sets one filter, or clears it."""
        return rx.redirect(self._led_to({name: value}))

    @rx.event
    async def sort_by(self, column: str):
        """Sorts by a column; a second time reverses the order."""
        descending_first = column in {"icpScore", "createdAt", "startsOn"}
        first, second = (f"-{column}", column) if descending_first else (column, f"-{column}")
        return rx.redirect(self._led_to({"sort": second if self.sort == first else first}))

    @rx.event
    async def next_page(self):
        """Shows the next page."""
        return rx.redirect(self._address({"at": self.shown.next}, stay=True))

    @rx.event
    async def previous_page(self):
        """Shows the previous page."""
        return rx.redirect(self._address({"at": self.shown.previous}, stay=True))

    @rx.event
    async def widen(self):
        """Clears search and filters, and keeps the order."""
        known = self._known()
        return rx.redirect(self._led_to({name: known[name] for name in self._filters()}))

    def _filters(self) -> set[str]:
        return set(self._known()) - {"sort", "view"}

    def _read_address(self) -> None:
        parameters: Mapping[str, Any] = self.router.url.query_parameters
        known = {**self._known(), "at": ""}
        query = {name: str(parameters.get(name, usual))[:_LONGEST] for name, usual in known.items()}
        choices = self._choices()
        for name, text in query.items():
            if text != known[name] and name in choices and not choices[name](text):
                query[name] = known[name]
        self.query = query
        self.sort = query.get("sort", "")
        self.narrowed = any(query[name] != known[name] for name in self._filters())

    def _show(self, page: Page[Any]) -> None:
        self.shown = ShownPage(
            [row.id for row in page.items],
            page.start,
            page.total,
            page.capped,
            page.next or "",
            page.previous or "",
        )
        self.has_next, self.has_previous = bool(page.next), bool(page.previous)
        self.summary = _summary(page)

    def _led_to(self, changes: Mapping[str, str]) -> str:
        """The page's address with some parameters changed, which are this list's from now on."""
        address, known = self._address(changes), self._known()
        self.query = {
            **self.query,
            **{name: text[:_LONGEST] for name, text in changes.items() if name in known},
            "at": "",
        }
        self.sort = self.query.get("sort", "")
        return address

    def _address(self, changes: Mapping[str, str], *, stay: bool = False) -> str:
        """The page's address with some parameters changed; from the first page on unless `stay`."""
        known = self._known()
        query = {name: self.query.get(name, usual) for name, usual in known.items()}
        query |= {name: text[:_LONGEST] for name, text in changes.items() if name in known}
        parameters = {name: text for name, text in query.items() if text != known[name]}
        if stay and changes.get("at"):
            parameters["at"] = changes["at"]
        return f"{self._path()}?{urlencode(parameters)}" if parameters else self._path()


def among(values: Iterable[str]) -> Callable[[str], bool]:
    """Whether a text is one of these."""
    return frozenset(values).__contains__


def sorted_by(keys: Iterable[str]) -> Callable[[str], bool]:
    """Whether a text is one of these, or one with a minus in front."""
    known = frozenset(keys)
    return lambda text: text.removeprefix("-") in known


def is_owner(text: str) -> bool:
    """Whether a text is an owner filter: a user id, ``me`` or ``none``."""
    return text in {"me", "none"} or (text.isascii() and text.isdigit() and len(text) < 19)


def _summary(page: Page[Any]) -> str:
    if not page.items:
        return ""
    total = f"{page.total:,}{'+' if page.capped else ''}"
    return f"{page.start:,}–{page.start + len(page.items) - 1:,} of {total}"
