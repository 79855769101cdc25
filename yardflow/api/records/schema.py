"""What bodies and lists of events, accounts and contacts have in common."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Path, Query
from pydantic import Field

from yardflow.api.schema import (
    LARGEST_KEY,
    Api,
    Cursor,
    Flag,
    Id,
    Listed,
    Model,
    Searched,
    Sent,
    Takes,
    extended,
    with_fields_of,
)
from yardflow.services.records import notes
from yardflow.services.records.lists.listing import LARGEST_PAGE, PAGE_SIZE, Page
from yardflow.services.records.membership_fields import AttendeeRow, TargetRow
from yardflow.services.records.resource import TextField
from yardflow.services.records.values.fields import line

Item = TypeVar("Item")

Key = Annotated[int, Path(ge=1, le=LARGEST_KEY)]
Before = Annotated[
    int | None, Query(ge=0, le=LARGEST_KEY, description="`next` of the previous page")
]
Version = Annotated[
    int | None,
    Query(
        ge=1, le=LARGEST_KEY, description="The version you saw; omit it to overwrite any version"
    ),
]
EventKey = Annotated[
    int | None, Query(alias="eventId", ge=1, le=LARGEST_KEY, description="As it is at this event")
]
NoteText = Annotated[str, Takes(notes.TEXT)]
FirstNote = Annotated[str, Takes(notes.FIRST)]

# Of a filter that says what is to be changed, exported or enriched.
Similar = Annotated[
    Flag,
    Field(
        description="True if the list answered with `similar`, and these records are meant. "
        "Otherwise only those that match `q` exactly"
    ),
]


class RecordIn(Sent):
    """The fields of a record. What else the body has is about it: it names no field."""

    def sent(self) -> dict[str, Any]:
        """The fields that are in the body, by the names the services know."""
        beside = {"version", "event_id", "note", "enrich"}
        return self.model_dump(exclude_unset=True, exclude=beside)


class Changed(RecordIn):
    """A change names the version it was made on; without it, the last one to write wins."""

    version: Id | None = None


class OwnerIn(Sent):
    """The owner of a record; null for unassigned."""

    owner_id: Id | None
    version: Id | None = None


class ListQuery(Sent):
    """A page of a list: `cursor` is `next` of the previous page."""

    limit: int = Field(PAGE_SIZE, ge=1, le=LARGEST_PAGE)
    cursor: Cursor = ""

    def parameters(self, texts: Sequence[TextField] = ()) -> dict[str, Any]:
        """The parameters that are set, by the names the services know; of a query `with_filters`
        those of the plain texts are ``texts`` there.
        """
        values = self.model_dump(exclude_none=True)
        filters = {text.name: values.pop(text.name) for text in texts if text.filterable}
        return {**values, "texts": filters} if texts else values


def with_texts(texts: Sequence[TextField]) -> Callable[[type[Model]], type[Model]]:
    """Gives an answer a record's plain texts, after the fields it has."""
    return extended({text.name: (str, ...) for text in texts})


def with_text_fields(texts: Sequence[TextField]) -> Callable[[type[Model]], type[Model]]:
    """Gives a body a record's plain texts; null is none."""
    kinds: dict[str, Any] = {text.name: Annotated[str, Takes(text.cleaner)] for text in texts}
    return extended({name: (kind | None, None) for name, kind in kinds.items()})


def with_filters(texts: Sequence[TextField]) -> Callable[[type[Model]], type[Model]]:
    """Gives a list's query a parameter for each plain text that it can be narrowed to."""
    filterable = [text for text in texts if text.filterable]
    return extended(
        {text.name: (Annotated[str, Takes(line(text.limit))], "") for text in filterable}
    )


class PossibleDuplicateOut(Api):
    """A record that may be the same: its name is another spelling of this one's, or the same."""

    id: int
    name: str


@with_fields_of(TargetRow)
class TargetOut(Api):
    """An account on an event's list, with its stage there. `addedBy` is the name of who put it
    there, empty where that person is gone."""


@with_fields_of(AttendeeRow)
class AttendeeOut(Api):
    """A contact on an event's list, with its status there. `addedBy` is the name of who put them
    there, empty where that person is gone; `source` says how."""


class NoteIn(Sent):
    """A note, with the event it was written at if there is one."""

    text: NoteText
    event_id: Id | None = None


@with_fields_of(notes.NoteRow)
class NoteOut(Api):
    """A note. `author` is empty where an import brought it, `importName` where a person wrote it;
    `mine`: you may change it."""


def searched(page: Page[Any], shown: Callable[[Any], Item]) -> Searched[Item]:
    """A page of records as the API answers with it."""
    return Searched(
        items=[shown(row) for row in page.items],
        total=page.total,
        total_is_capped=page.capped,
        next=page.next,
        similar=page.similar,
    )


def listed(page: Page[Any], shown: Callable[[Any], Item]) -> Listed[Item]:
    """A page of what is never searched, as the API answers with it."""
    return Listed(
        items=[shown(row) for row in page.items],
        total=page.total,
        total_is_capped=page.capped,
        next=page.next,
    )
