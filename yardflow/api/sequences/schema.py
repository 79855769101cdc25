"""Bodies and answers about sequences."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, RootModel
from pydantic_core import PydanticCustomError, core_schema

from yardflow.api.records.schema import ListQuery
from yardflow.api.schema import Api, Id, OneOf, Sent, Takes, with_fields_of
from yardflow.models import OnColleague, OnReply, SequenceStatus
from yardflow.services.records.lists.conditions import LONGEST_SEARCH, OWNERS
from yardflow.services.records.lists.parts import sorts
from yardflow.services.sequences.definitions import files, reading, wording
from yardflow.services.sequences.definitions.codecs import Codec, Misread
from yardflow.services.sequences.lifecycle import rows, status
from yardflow.services.sequences.lifecycle.drafts import MOST_NAMED, SEQUENCE, Draft
from yardflow.services.sequences.lifecycle.publishing import VersionRow


@dataclass(frozen=True, slots=True, eq=False)
class Reads:
    """Of a JSON value: what this codec reads. The service reads it once more."""

    codec: Codec

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._check)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return self.codec.schema

    def _check(self, value: object) -> object:
        try:
            self.codec.read(value)
        except Misread as misread:
            parts = misread.parts[:MOST_NAMED]
            wrong = " ".join(f"{path}: {text}" if path else text for path, text in parts)
            raise PydanticCustomError("document", "{wrong}", {"wrong": wrong}) from None
        return value


Name = Annotated[str, Takes(SEQUENCE.cleaners["name"])]
Document = Annotated[dict[str, Any], Reads(reading.DOCUMENT)]


@with_fields_of(rows.SequenceRow)
class SequenceOut(Api):
    """A sequence. `steps` counts those of its draft; `versionNumber` is that of the version that
    contacts enrolled now get, null until one is published. An archived sequence may be paused as
    well: then `pausedAt` is set. `onReply` is what a contact's reply does to their enrollment, and
    `onColleague` what it does to others at the account, and what becomes of everyone there when
    the account becomes a customer. With `skipOpenDeals` it begins with no one whose account is
    booked or checked in at another event.
    """


class ProblemOut(Api):
    """What has to be changed before the draft can be published: in a step, by its key, or in the
    whole if `step` is empty. `part` is where in it.
    """

    step: str
    part: str
    message: str


class StepOut(Api):
    """A step of the draft in words."""

    key: str
    summary: str


class DraftOut(SequenceOut):
    """A sequence with its draft, its steps in words in the order of the draft, the problems that
    are in the way of publishing it, and what differs from the published version.
    """

    draft: dict[str, Any]
    summaries: list[StepOut]
    problems: list[ProblemOut]
    changes: list[str]


@with_fields_of(VersionRow)
class VersionOut(Api):
    """A published version, and what differs from the one before."""


class SequenceFields(Sent):
    """The fields of a sequence that can be changed. The steps are in `draft`, each with a key by
    which others lead to it; null leads to the end. Times of day are the contact's, those of moments
    of the event the venue's; Monday is 0. What isn't in a draft has its usual value.
    """

    name: Name = Field(default_factory=str)
    description: Annotated[str, Takes(SEQUENCE.cleaners["description"])] = ""
    event_id: Id | None = None
    on_reply: OnReply = OnReply.END
    on_colleague: OnColleague = OnColleague.PAUSE
    skip_open_deals: bool = False
    draft: Document = Field(default_factory=dict)

    def sent(self) -> dict[str, Any]:
        """The fields that are in the body, by the names the services know."""
        return self.model_dump(exclude_unset=True, exclude={"version"})


class SequenceIn(SequenceFields):
    """A new sequence."""

    name: Name


class SequenceChange(SequenceFields):
    """A change to a sequence. Omitted fields stay as they are; a change to the draft changes
    nothing that is published.
    """

    owner_id: Id | None = None
    version: Id | None = None


class FileIn(RootModel[Annotated[dict[str, Any], Reads(files.FILE)]]):
    """A sequence as `GET /api/sequences/{sequence_id}/file` answers with it."""


class PauseIn(Sent):
    """Why a sequence is paused, for whoever looks at it."""

    reason: Annotated[str, Takes(status.REASON)] = ""
    version: Id | None = None


class SequencesQuery(ListQuery):
    """Which sequences: `q` is looked for in names; several values of `owner` are separated by
    commas, an owner is an id, `me` or `none`. `sort` is `name`, `updatedAt` or `createdAt`; put `-`
    in front for descending order.
    """

    q: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""
    status: Annotated[str, OneOf(("", *SequenceStatus))] = ""
    owner: Annotated[str, Takes(OWNERS)] = ""
    sort: Annotated[str, OneOf(sorts(rows.SORTS))] = "-updatedAt"


def draft_out(draft: Draft) -> DraftOut:
    """A sequence as the API answers with it."""
    return DraftOut(
        **SequenceOut.model_validate(draft.row).model_dump(),
        draft=reading.write(draft.definition),
        summaries=[
            StepOut(key=key, summary=wording.summary(step, steps=draft.definition.steps))
            for key, step in draft.definition.steps.items()
        ],
        problems=[
            ProblemOut(step=each.step, part=each.part, message=each.sentence)
            for each in draft.problems
        ],
        changes=draft.changes,
    )
