"""What every answer and body of the HTTP API is made of: camelCase, lists with a total."""

import re
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from yardflow.services.records import fields
from yardflow.services.records.fields import LONGEST_TEXT

Item = TypeVar("Item")
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


def api_name(name: str) -> str:
    """A name of ours as callers see it; what people named (``First name``) stays as it is."""
    return to_camel(name) if _SNAKE.fullmatch(name) else name


def _with_api_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {api_name(str(name)): _with_api_names(part) for name, part in value.items()}
    return [_with_api_names(part) for part in value] if isinstance(value, list) else value


# What a service or a job notes down under names of its own.
Facts = Annotated[dict[str, Any], AfterValidator(_with_api_names)]


class Api(BaseModel):
    """A body or an answer: camelCase outside, snake_case inside, built from any object.

    Unknown fields of a body are refused, so that no one sets what they may not.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        from_attributes=True,
        extra="forbid",
        str_strip_whitespace=True,
    )


def _day(value: object) -> object:
    try:
        return fields.day(value)
    except ValueError as error:
        raise PydanticCustomError("day", str(error)) from None


# As it is written: of a number the library would make a date.
Day = Annotated[date, BeforeValidator(_day)]
# A list in a body: read up to its first item that isn't valid.
Many = Annotated[list[Item], Field(fail_fast=True)]
# No body of ours has as many fields, and no file as many columns.
_MAX_FIELDS = 250


def limit_fields(value: Any) -> Any:
    """Refuses an object of more fields than mean anything, before each costs an error of its own.

    Raises:
        ValueError: it has too many.
    """
    if isinstance(value, dict) and len(value) > _MAX_FIELDS:
        raise ValueError(f"This has more than {_MAX_FIELDS} fields.")
    return value


class Sent(Api):
    """A body or a query: no text in it is longer than any field takes, with CRLF at line ends."""

    model_config = ConfigDict(str_max_length=2 * LONGEST_TEXT)

    @model_validator(mode="before")
    @classmethod
    def _limit_fields(cls, value: Any) -> Any:
        return limit_fields(value)


class Listed(Api, Generic[Item]):
    """One page of a list. `next` is the cursor of the next page, null on the last.

    `totalIsCapped`: there are more than `total`, which stops at 10,000 where counting on would take
    long; `exact=true` counts on.
    """

    items: list[Item]
    total: int
    total_is_capped: bool = False
    next: str | None = None


class Searched(Listed[Item]):
    """One page of a list that `q` searches. `similar`: no record has the words in `q`; these have
    words inside their names, or almost the same names.
    """

    similar: bool = False


class ErrorOut(Api):
    """What went wrong: a code for programs, a sentence for people, and what is wrong by field."""

    code: str
    message: str
    fields: dict[str, str] = {}


class Failure(Api):
    """The body of every answer that is not a success."""

    error: ErrorOut
