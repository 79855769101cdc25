"""What bodies and lists of events, accounts and contacts have in common."""

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import ConfigDict, Field

from yardflow.api.schema import Sent
from yardflow.services.records.fields import LARGEST_ID
from yardflow.services.records.listing import LARGEST_PAGE, PAGE_SIZE

Key = Annotated[int, Path(le=LARGEST_ID)]
Before = Annotated[
    int | None, Query(ge=0, le=LARGEST_ID, description="`next` of the previous page")
]
Version = Annotated[
    int | None, Query(description="The version you saw; omit it to overwrite any version")
]


class RecordIn(Sent):
    """Only the fields declared here are read; an id, a role or an owner sent along is ignored."""

    model_config = ConfigDict(extra="ignore")

    def sent(self) -> dict[str, Any]:
        """The fields that are in the body, by the names the services know."""
        return self.model_dump(exclude_unset=True, exclude={"version", "event_id"})


class Changed(RecordIn):
    """A change names the version it was made on; without it, the last one to write wins."""

    version: int | None = None


class OwnerIn(Sent):
    """The owner of a record; null for unassigned."""

    owner_id: int | None
    version: int | None = None


class ListQuery(Sent):
    """A page of a list: `cursor` is `next` of the previous page."""

    model_config = ConfigDict(extra="ignore")

    limit: int = Field(PAGE_SIZE, ge=1, le=LARGEST_PAGE)
    cursor: str = ""

    def parameters(self) -> dict[str, Any]:
        """The parameters that are set, by the names the services know."""
        return self.model_dump(exclude_none=True)
