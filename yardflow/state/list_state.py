"""Lists whose search, filters, order and page live in the address, so that Back works."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlencode

import reflex as rx

from yardflow.services.records.lists.listing import Page
from yardflow.state.list_fields import ListFields, toggled
from yardflow.state.loading import Loading
from yardflow.state.workplace import initials

_LONGEST = 200


@dataclass
class ListItem:
    """A row of a list whose records have names, for `name_cell`."""

    id: int
    href: str
    name: str
    initials: str = field(init=False)

    def __post_init__(self) -> None:
        self.initials = initials(self.name)


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
    """A mixin: ``class EventsState(Listed, Workplace)``. A subclass says what is in its address
    (``fields``) and reads a page (`_read_page`).

    The handlers here only lead to another address; `load` reads it, also after a link or Back.
    ``query`` is the address that was led to last, so that a second choice keeps the first one also
    before the list is back. ``address`` is where the list was read last, page and all; ``chips``
    are the filters that narrow it, by name, with their values as people read them; ``total`` is how
    many records they leave, as the page shows it. ``similar``: nothing matches the search, and
    these have similar names.

    Other states may read ``shown``, ``query``, ``address`` and `_query` where a list has one.
    """

    fields: ClassVar[ListFields]
    query: dict[str, str] = {}
    sort: str = ""
    address: str = ""
    total: str = ""
    summary: str = ""
    narrowed: bool = False
    similar: bool = False
    has_next: bool = False
    has_previous: bool = False
    owner_choices: list[tuple[str, str]] = []
    id_choices: dict[str, list[tuple[str, str]]] = {}
    shown: ShownPage = ShownPage()
    _turned_to: dict[str, str] = {}

    @rx.var
    def chips(self) -> dict[str, str]:
        """The filters in use, each with what it lets through."""
        owners, query = dict(self.owner_choices.copy()), self.query.copy()
        return {
            each.name: each.described(text, dict(self.id_choices.get(each.name, ())) or owners)
            for each in self.fields.filters
            if (text := query.get(each.name, ""))
        }

    @rx.var
    def list_href(self) -> str:
        """The list as this tab left it, for the way back from a record."""
        return self.address or self.fields.path

    async def _read_page(self) -> Page[Any]:
        """Reads what the address names, and keeps the rows."""
        raise NotImplementedError

    @rx.event
    async def load(self):
        """Reads the page of the list that the address names."""
        await self._read_address()
        return await self._afterwards()

    @rx.event
    async def search(self, text: str):
        """Searches for ``text``, in place of the last entry of the browser's history.

        It comes a moment after typing: a person who has followed a link since stays there.
        """
        return self._typed("q", text)

    @rx.event
    async def narrow_text(self, name: str, text: str):
        """Sets a filter that is typed, as `search` does."""
        return self._typed(name, text)

    @rx.event
    async def narrow(self, name: str, value: str):
        """Sets one filter, or clears it."""
        return rx.redirect(self._led_to({name: value}))

    @rx.event
    async def choose(self, name: str, value: str, chosen: bool):
        """Adds a value to a filter that takes several, or takes it out."""
        values = toggled(self.query.get(name, ""), value, chosen)
        return rx.redirect(self._led_to({name: values}))

    @rx.event
    async def sort_by(self, column: str):
        """Sorts by a column; a second time reverses the order."""
        sort = self.fields.sort_of(column)
        first = sort.value if sort else column
        second = first.removeprefix("-") if first.startswith("-") else f"-{first}"
        return rx.redirect(self._led_to({"sort": second if self.sort == first else first}))

    @rx.event
    async def next_page(self):
        """Shows the next page."""
        return await self._turn_to(self.shown.next)

    @rx.event
    async def previous_page(self):
        """Shows the previous page."""
        return await self._turn_to(self.shown.previous)

    @rx.event
    async def widen(self):
        """Clears search and filters, and keeps the order."""
        return rx.redirect(self._led_to(dict.fromkeys(self.fields.narrowing(), "")))

    async def _afterwards(self) -> Any:
        """What happens once the page is read."""

    async def _turn_to(self, cursor: str) -> Any:
        """Shows a page beside this one, and then leads to its address: whoever waits for it would
        else wait for the way there and back, too.
        """
        query = {**self.fields.usual(), **self.query.copy(), "at": cursor}
        await self._read(query)
        self._turned_to = {} if self.problem else query
        self._ahead = "" if self.problem else self.address
        return rx.redirect(self.address)

    async def _read_address(self) -> None:
        """Reads what the address names, unless that was just turned to."""
        query, ahead = self._addressed(), self._turned_to
        self._turned_to = {}
        if query != ahead:
            await self._read(query)

    async def _read(self, query: dict[str, str]) -> None:
        """Reads a page; the first where nothing is left of it and the list goes on before it."""
        self._follow(query)
        with self._loading():
            page = await self._read_page()
            if page.total and not page.items:
                self._follow({**query, "at": ""})
                page = await self._read_page()
            self._show(page)

    def _texts(self) -> dict[str, str]:
        """The filters that are typed, by name."""
        query = self.query.copy()
        return {each.name: query[each.name] for each in self.fields.filters if not each.chosen}

    def _asked(self) -> dict[str, Any]:
        """Search, order and place of the page, as services' queries name them."""
        query = self.query.copy()
        return {"q": query["q"], "sort": query["sort"], "cursor": query["at"]}

    def _addressed(self) -> dict[str, str]:
        """The parameters of the address, each with its usual value where that one means nothing."""
        parameters: Mapping[str, Any] = self.router.url.query_parameters
        fields, usual = self.fields, {**self.fields.usual(), "at": ""}
        query = {name: str(parameters.get(name, text))[:_LONGEST] for name, text in usual.items()}
        for name, text in query.items():
            if text != usual[name] and not fields.accepts(name, text):
                query[name] = usual[name]
        return query

    def _follow(self, query: dict[str, str]) -> None:
        self.query, self.sort = query, query["sort"]
        self.narrowed = any(query[name] for name in self.fields.narrowing())
        self.address = self._address({"at": query["at"]}, stay=True)

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
        self.similar = page.similar
        self.total = f"{page.total:,}{'+' if page.capped else ''}"
        self.summary = _summary(page, self.total)

    def _typed(self, name: str, text: str) -> Any:
        if self.router.url.path.strip("/") != self.fields.path.strip("/"):
            return None
        return rx.redirect(self._led_to({name: text}), replace=True)

    def _led_to(self, changes: Mapping[str, str]) -> str:
        """The page's address with some parameters changed, which are this list's from now on."""
        address, known = self._address(changes), self.fields.usual()
        self.query = {
            **self.query,
            **{name: text[:_LONGEST] for name, text in changes.items() if name in known},
            "at": "",
        }
        self.sort = self.query.get("sort", "")
        return address

    def _address(self, changes: Mapping[str, str], *, stay: bool = False) -> str:
        """The page's address with some parameters changed; from the first page on unless `stay`."""
        fields, shown = self.fields, self.query.copy()
        known = fields.usual()
        query = {name: shown.get(name, usual) for name, usual in known.items()}
        query |= {name: text[:_LONGEST] for name, text in changes.items() if name in known}
        parameters = {name: text for name, text in query.items() if text != known[name]}
        if stay and changes.get("at"):
            parameters["at"] = changes["at"]
        return f"{fields.path}?{urlencode(parameters, safe=',')}" if parameters else fields.path


def _summary(page: Page[Any], total: str) -> str:
    if not page.items:
        return ""
    return f"{page.start:,}–{page.start + len(page.items) - 1:,} of {total}"
