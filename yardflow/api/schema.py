"""What every answer and body of the HTTP API is made of: camelCase, lists with a total."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar, get_type_hints

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
    create_model,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError, core_schema

from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import LONGEST_TEXT, Cleaner

Item = TypeVar("Item")
Model = TypeVar("Model", bound=BaseModel)
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
    )


def _day(value: object) -> object:
    try:
        return fields.day(value)
    except ValueError as error:
        raise PydanticCustomError("day", str(error)) from None


# As it is written: of a number the library would make a date.
Day = Annotated[date, BeforeValidator(_day)]


# As an answer has it; in a body it is a text for the cleaner.
TimeOfDay = Annotated[
    time,
    PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{fields.TIME_OF_DAY.pattern}$"}),
]


def _whole(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "Enter a whole number.")
    return value


def _flag(value: object) -> object:
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower())
    if not isinstance(value, bool):
        raise PydanticCustomError("bool_type", "Enter true or false.")
    return value


def dollars(value: object) -> object:
    """As text it is what an answer holds: a number of another program may be none in decimals."""
    if isinstance(value, str) and not _CENTS.fullmatch(value[:40]):
        raise PydanticCustomError("dollars", "Enter an amount in US dollars, for example 12500.00.")
    return value


_CENTS = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")
# In USD; it is rounded to the cent.
Dollars = Annotated[
    Decimal,
    BeforeValidator(dollars),
    Field(ge=0, le=fields.MOST_COST),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": float(fields.MOST_COST)},
                {"type": "string", "pattern": f"^{_CENTS.pattern}$"},
            ]
        },
        mode="validation",
    ),
]
# The largest number that every program reads exactly.
LARGEST_KEY = 2**53 - 1
# The library would take true for 1.
WHOLE = BeforeValidator(_whole)
# The id of a record, or its version.
Id = Annotated[int, Field(ge=1, le=LARGEST_KEY), WHOLE]
# The library would take 1, "yes" and more.
Flag = Annotated[bool, BeforeValidator(_flag)]
# `next` of the previous page. The longest holds the longest text that a list is sorted by.
Cursor = Annotated[str, Field(max_length=8_000)]


def _plain_lines(value: object) -> object:
    """A line that ends with CRLF, as forms send it, is no longer than it is stored."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


# Of a text of several lines whose length is limited.
LINES = BeforeValidator(_plain_lines)


@dataclass(frozen=True, slots=True, eq=False)
class Takes:
    """Of a text: what the cleaner takes that it is for. Its length is checked here, and the rest by
    the cleaner, which knows what to say."""

    cleaner: Cleaner

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        most = fields.shape(self.cleaner).get("maxLength")
        bounded = core_schema.str_schema(max_length=most)
        return core_schema.no_info_before_validator_function(_plain_lines, bounded)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), **fields.shape(self.cleaner)}


@dataclass(frozen=True, slots=True, eq=False)
class OneOf:
    """Of a text: which there are."""

    texts: Iterable[str]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.literal_schema([str(text) for text in self.texts])


# A list in a body: read up to its first item that isn't valid.
Many = Annotated[list[Item], Field(fail_fast=True)]
# No body of ours has as many fields, and no file as many columns.
MOST_FIELDS = 250


def limit_fields(value: Any) -> Any:
    """Refuses an object of more fields than mean anything, before each costs an error of its own.

    Raises:
        ValueError: it has too many.
    """
    if isinstance(value, dict) and len(value) > MOST_FIELDS:
        raise ValueError(f"This has more than {MOST_FIELDS} fields.")
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


def extended(added: dict[str, Any]) -> Callable[[type[Model]], type[Model]]:
    """Gives a body or an answer fields after those it has: what `create_model` takes."""

    def with_added(model: type[Model]) -> type[Model]:
        return create_model(
            model.__name__,
            __base__=model,
            __doc__=model.__doc__,
            __module__=model.__module__,
            **added,
        )

    return with_added


def with_fields_of(view: type, *without: str) -> Callable[[type[Model]], type[Model]]:
    """Gives an answer the fields of a service's view, but for ``without``. Those that have another
    form outside it declares itself.
    """

    def with_fields(model: type[Model]) -> type[Model]:
        own = {*model.model_fields, *without}
        kinds = get_type_hints(view, include_extras=True)
        return extended({name: (kind, ...) for name, kind in kinds.items() if name not in own})(
            model
        )

    return with_fields


class ErrorOut(Api):
    """What went wrong: a code for programs, a sentence for people, and what is wrong by field."""

    code: str
    message: str
    fields: dict[str, str] = {}


class Failure(Api):
    """The body of every answer that is not a success."""

    error: ErrorOut
