"""What every answer and body of the HTTP API is made of: camelCase, lists with a total."""

import re
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from yardflow.services.records.fields import LONGEST_TEXT

Item = TypeVar("Item")
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


def outside(name: str) -> str:
    """A name of ours as callers see it; what people named (``First name``) stays as it is."""
    return to_camel(name) if _SNAKE.fullmatch(name) else name


def _named_outside(value: Any) -> Any:
    if isinstance(value, dict):
        return {outside(str(name)): _named_outside(one) for name, one in value.items()}
    return [_named_outside(one) for one in value] if isinstance(value, list) else value


# What a service or a job notes down under names of its own.
Facts = Annotated[dict[str, Any], AfterValidator(_named_outside)]


class Api(BaseModel):
    """A body or an answer: camelCase outside, snake_case inside, built from any object.

    Unknown fields of a body are refused, so that nobody sets what they may not.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        from_attributes=True,
        extra="forbid",
        str_strip_whitespace=True,
    )


# A list that somebody sends: looked at up to its first item that can't be taken.
Many = Annotated[list[Item], Field(fail_fast=True)]
# No body of ours has as many fields, and no list as many columns.
_MOST_NAMES = 250


def few(given: Any) -> Any:
    """Refuses an object of more names than mean anything, before each costs a problem of its own.

    Raises:
        ValueError: it has too many.
    """
    if isinstance(given, dict) and len(given) > _MOST_NAMES:
        raise ValueError(f"This has more than {_MOST_NAMES} fields.")
    return given


class Sent(Api):
    """A body or a query: no text in it is longer than any field takes, two signs a line end."""

    model_config = ConfigDict(str_max_length=2 * LONGEST_TEXT)

    @model_validator(mode="before")
    @classmethod
    def _of_few_names(cls, given: Any) -> Any:
        return few(given)


class Listed(Api, Generic[Item]):
    """One page of a list. ``next`` is the cursor of the next page, null on the last."""

    items: list[Item]
    total: int
    next: str | None = None


class Fault(Api):
    """What went wrong: a code for programs, a sentence for people, fields of a form by name."""

    code: str
    message: str
    fields: dict[str, str] = {}


class Failure(Api):
    """The body of every answer that is no success."""

    error: Fault
