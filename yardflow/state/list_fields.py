"""What a list is narrowed and sorted by: declared once, for its address, state and page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from yardflow.services.records.resource import Resource

BETWEEN = ","


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter of the address that narrows a list.

    ``options`` are its values with what they are called; without any it is a text of at most
    ``limit`` characters. ``several``: it takes more than one value, which mean any of them.
    ``of_owner``: the ids of users are values, too. ``of_ids``: its values are the ids of records,
    one of `Listed.id_choices` that bears its name. ``of_event``: it only means something in the
    list of an event.
    """

    name: str
    label: str
    options: Mapping[str, str] = field(default_factory=dict)
    several: bool = True
    of_owner: bool = False
    of_ids: bool = False
    of_event: bool = False
    limit: int = 200

    @property
    def chosen(self) -> bool:
        """Whether its value is chosen from some, and not typed."""
        return bool(self.options) or self.of_ids

    def accepts(self, text: str) -> bool:
        """Whether this is a value of the filter; an address can hold anything."""
        if not self.chosen:
            return len(text) <= self.limit
        values = text.split(BETWEEN)
        return (self.several or len(values) == 1) and all(map(self._is_value, values))

    def described(self, text: str, names: Mapping[str, str]) -> str:
        """The values as people read them: ``ExecOps, Ops``. ``names`` are those of ids."""
        if not self.chosen:
            return text
        labels = {**names, **self.options}
        return ", ".join(labels.get(value, "…") for value in text.split(BETWEEN))

    def _is_value(self, value: str) -> bool:
        is_id = value.isascii() and value.isdigit() and len(value) < 19
        return value in self.options or ((self.of_owner or self.of_ids) and is_id)


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of a list: the service's name for it, with ``-`` in front where it falls first."""

    value: str
    label: str
    of_event: bool = False

    @property
    def key(self) -> str:
        """The service's name for it."""
        return self.value.removeprefix("-")


@dataclass(frozen=True, slots=True)
class ListFields:
    """The parameters in the address of the list at ``path``.

    The first of ``sorts`` is the usual one. ``others`` are parameters that narrow nothing, with
    their values, the usual one first; without values anything is one. ``searched``: ``q`` looks
    for words. ``scoped``: ``event=all`` shows the records of all events.
    """

    path: str
    sorts: tuple[Sort, ...]
    filters: tuple[Filter, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    searched: bool = True
    scoped: bool = False

    def usual(self) -> dict[str, str]:
        """Every parameter with the value that it has where the address doesn't name it."""
        names = (*(["event"] if self.scoped else []), *self.narrowing())
        others = {name: values[0] if values else "" for name, values in self.others.items()}
        return {**dict.fromkeys(names, ""), "sort": self.sorts[0].value, **others}

    def narrowing(self) -> list[str]:
        """The names of search and filters."""
        return [*(["q"] if self.searched else []), *(each.name for each in self.filters)]

    def accepts(self, name: str, text: str) -> bool:
        """Whether this is a value of the parameter."""
        if name == "sort":
            return text.removeprefix("-") in {each.key for each in self.sorts}
        if values := self.others.get(name):
            return text in values
        return all(each.accepts(text) for each in self.filters if each.name == name)

    def sort_of(self, key: str) -> Sort | None:
        """The sort by this key of the service."""
        return next((each for each in self.sorts if each.key == key), None)


def text_filters(resource: Resource) -> tuple[Filter, ...]:
    """A filter for each plain text of a record that has an index for it."""
    return tuple(
        Filter(
            text.name,
            text.label,
            {choice: choice for choice in text.choices},
            several=False,
            limit=text.limit,
        )
        for text in resource.texts
        if text.filterable
    )


def without_event(fields: ListFields, query: Mapping[str, str]) -> dict[str, str]:
    """The parameters with those at rest that only mean something within an event."""
    usual = fields.usual()
    resting = {each.name: usual[each.name] for each in fields.filters if each.of_event}
    sort = fields.sort_of(query.get("sort", "").removeprefix("-"))
    if sort is not None and sort.of_event:
        resting["sort"] = usual["sort"]
    return {**query, **resting}


def toggled(text: str, value: str, chosen: bool) -> str:
    """The values of a filter with one more or one less, in the order they were chosen in."""
    rest = [each for each in text.split(BETWEEN) if each and each != value]
    return BETWEEN.join([*rest, value] if chosen else rest)
