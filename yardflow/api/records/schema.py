"""What bodies and lists of events, accounts and contacts have in common."""

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import ConfigDict, Field

from yardflow.api.schema import Sent
from yardflow.services.records.fields import LARGEST_ID
from yardflow.services.records.listing import LARGEST_PAGE, PAGE_SIZE

Key = Annotated[int, Path(le=LARGEST_ID)]
Before = Annotated[
    int | None, Query(ge=0, le=LARGEST_ID, description="The `next` of the page before")
]
Version = Annotated[int | None, Query(description="The version you saw; left out: whichever")]


class RecordIn(Sent):
    """Only the fields declared here are taken; an id, a role or an owner sent along is ignored."""

    model_config = ConfigDict(extra="ignore")

    def sent(self) -> dict[str, Any]:
        """The fields that are in the body, by the names the services know."""
        return self.model_dump(exclude_unset=True, exclude={"version", "event_id"})


class Changed(RecordIn):
    """A change says which version it was made on; without, the last one to write wins."""

    version: int | None = None


class OwnerIn(Sent):
    """Who answers for a record; null for nobody."""

    owner_id: int | None
    version: int | None = None


class ListQuery(Sent):
    """How a list is cut: ``cursor`` is the ``next`` of the page before."""

    model_config = ConfigDict(extra="ignore")

    limit: int = Field(PAGE_SIZE, ge=1, le=LARGEST_PAGE)
    cursor: str = ""

    def asked(self) -> dict[str, Any]:
        """What the services take."""
        return self.model_dump(exclude_none=True)
