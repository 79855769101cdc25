"""Lists whose search, filters, order and page live in the address, so that the way back works."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from yardflow.services.records.listing import Page
from yardflow.state.loading import Loading

_LONGEST = 200


class Listed(Loading, mixin=True):
    """A mixin: ``class ContactsState(Listed, Workplace)``.

    The handlers here only lead to another address; the page's `load` reads it, also when somebody
    comes by a link or goes back. A subclass says its `_path` and the `_known` parameters.
    """

    asked: dict[str, str] = {}
    sort: str = ""
    summary: str = ""
    narrowed: bool = False
    has_next: bool = False
    has_previous: bool = False
    _next: str = ""
    _previous: str = ""

    @staticmethod
    def _path() -> str:
        raise NotImplementedError

    @staticmethod
    def _known() -> Mapping[str, str]:
        """The parameters of the address with what they are when it doesn't name them."""
        raise NotImplementedError

    @staticmethod
    def _choices() -> Mapping[str, Callable[[str], bool]]:
        """Whether a parameter's value means anything; an address may say whatever it likes."""
        return {}

    @rx.event
    async def search(self, text: str):
        """Looks for something else. Typing leaves no trail in the browser's history.

        What was typed comes a moment later: who has followed a link since is not called back.
        """
        if self.router.url.path.strip("/") != self._path().strip("/"):
            return None
        return rx.redirect(self._address({"q": text}), replace=True)

    @rx.event
    async def narrow(self, name: str, value: str):
        """Sets one filter, or takes it away."""
        return rx.redirect(self._address({name: value}))

    @rx.event
    async def sort_by(self, column: str):
        """Sorts by a column; once more turns the order round."""
        falls_first = column in {"icpScore", "createdAt", "startsOn"}
        first, second = (f"-{column}", column) if falls_first else (column, f"-{column}")
        return rx.redirect(self._address({"sort": second if self.sort == first else first}))

    @rx.event
    async def next_page(self):
        """Goes on in the list."""
        return rx.redirect(self._address({"at": self._next}, stay=True))

    @rx.event
    async def previous_page(self):
        """Goes back in the list."""
        return rx.redirect(self._address({"at": self._previous}, stay=True))

    @rx.event
    async def widen(self):
        """Takes search and filters away, and keeps the order."""
        known = self._known()
        return rx.redirect(self._address({name: known[name] for name in self._filters()}))

    def _filters(self) -> set[str]:
        return set(self._known()) - {"sort", "view"}

    def _read_address(self) -> None:
        query: Mapping[str, Any] = self.router.url.query_parameters
        known = {**self._known(), "at": ""}
        asked = {name: str(query.get(name, usual))[:_LONGEST] for name, usual in known.items()}
        choices = self._choices()
        for name, text in asked.items():
            if text != known[name] and name in choices and not choices[name](text):
                asked[name] = known[name]
        self.asked = asked
        self.sort = asked.get("sort", "")
        self.narrowed = any(asked[name] != known[name] for name in self._filters())

    def _show(self, page: Page[Any]) -> None:
        self._next, self._previous = page.next or "", page.previous or ""
        self.has_next, self.has_previous = bool(page.next), bool(page.previous)
        self.summary = _summary(page)

    def _address(self, changes: Mapping[str, str], *, stay: bool = False) -> str:
        """The page's address with some parameters changed; from the first page on unless `stay`."""
        known = self._known()
        asked = {name: self.asked.get(name, usual) for name, usual in known.items()}
        asked |= {name: text[:_LONGEST] for name, text in changes.items() if name in known}
        told = {name: text for name, text in asked.items() if text != known[name]}
        if stay and changes.get("at"):
            told["at"] = changes["at"]
        return f"{self._path()}?{urlencode(told)}" if told else self._path()


def among(values: Iterable[str]) -> Callable[[str], bool]:
    """Whether a text is one of these."""
    return frozenset(values).__contains__


def sorted_by(keys: Iterable[str]) -> Callable[[str], bool]:
    """Whether a text is one of these, or one with a minus in front."""
    known = frozenset(keys)
    return lambda text: text.removeprefix("-") in known


def an_owner(text: str) -> bool:
    """Whether a text can name an owner: an id, oneself or nobody."""
    return text in {"me", "none"} or (text.isascii() and text.isdigit() and len(text) < 19)


def _summary(page: Page[Any]) -> str:
    if not page.items:
        return ""
    total = f"{page.total:,}{'+' if page.capped else ''}"
    return f"{page.start:,}–{page.start + len(page.items) - 1:,} of {total}"
