"""What HubSpot publishes of requests to its API (its OpenAPI descriptions of November 2026), as far
as we use it and play it: names, types and what must be there, in shapes of our own.

They may hold nothing else than what is named here, and must hold what is published as required
although the service takes less.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

Category = Literal["HUBSPOT_DEFINED", "INTEGRATOR_DEFINED", "USER_DEFINED", "WORK"]
Type = Literal["bool", "date", "datetime", "enumeration", "number", "phone_number", "string"]
FieldType = Literal[
    *("booleancheckbox", "calculation_equation", "checkbox", "date", "file", "html", "number"),
    *("phonenumber", "radio", "select", "text", "textarea"),
]
Operator = Literal[
    *("BETWEEN", "CONTAINS_TOKEN", "EQ", "GT", "GTE", "HAS_PROPERTY", "IN", "LT", "LTE", "NEQ"),
    *("NOT_CONTAINS_TOKEN", "NOT_HAS_PROPERTY", "NOT_IN"),
]
Values = dict[str, str]


class Part(BaseModel):
    """A part of a request or of an answer."""

    model_config = ConfigDict(
        extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True
    )


class Id(Part):
    id: str


class Spec(Part):
    association_category: Category
    association_type_id: int


class NewAssociation(Part):
    to: Id
    types: list[Spec]


class NewRecord(Part):
    """`POST /crm/v3/objects/{kind}`."""

    properties: Values
    associations: list[NewAssociation]


class Change(Part):
    """`PATCH /crm/v3/objects/{kind}/{id}`."""

    properties: Values


class InputOfCreate(NewRecord):
    object_write_trace_id: str | None = None


class InputOfUpdate(Change):
    id: str
    id_property: str | None = None
    object_write_trace_id: str | None = None


class BatchCreate(Part):
    inputs: Annotated[list[InputOfCreate], Field(max_length=100)]


class BatchUpdate(Part):
    inputs: Annotated[list[InputOfUpdate], Field(max_length=100)]


class BatchRead(Part):
    inputs: Annotated[list[Id], Field(max_length=100)]
    properties: list[str]
    properties_with_history: list[str]
    id_property: str | None = None


class BatchArchive(Part):
    inputs: Annotated[list[Id], Field(max_length=100)]


class Filter(Part):
    property_name: str
    operator: Operator
    value: str | None = None
    high_value: str | None = None
    values: list[str] | None = None


class Filters(Part):
    filters: Annotated[list[Filter], Field(max_length=6)]


class Search(Part):
    """`POST /crm/v3/objects/{kind}/search`."""

    filter_groups: Annotated[list[Filters], Field(max_length=5)]
    sorts: list[str]
    properties: list[str]
    limit: Annotated[int, Field(le=200)]
    after: str
    query: str | None = None


class Merging(Part):
    primary_object_id: str
    object_id_to_merge: str


class Erasing(Part):
    object_id: str
    id_property: str | None = None


class NewOption(Part):
    label: str
    value: str
    hidden: bool
    display_order: int | None = None
    description: str | None = None


class NewProperty(Part):
    """`POST /crm/v3/properties/{kind}`."""

    name: str
    label: str
    group_name: str
    type: Type
    field_type: FieldType
    description: str | None = None
    options: list[NewOption] | None = None
    has_unique_value: bool | None = None
    hidden: bool | None = None
    display_order: int | None = None
    form_field: bool | None = None


class Pair(Part):
    from_: Annotated[Id, Field(alias="from")]
    to: Id


class LabelledPair(Pair):
    types: list[Spec]


class Pairs(Part):
    inputs: list[Pair]


class LabelledPairs(Part):
    inputs: list[LabelledPair]


class Association(Part):
    id: str
    after: str | None = None


class Associations(Part):
    inputs: list[Association]


class NewSubscription(Part):
    """`POST /webhooks/v3/{app}/subscriptions`."""

    event_type: str
    property_name: str | None = None
    object_type_id: str | None = None
    active: bool | None = None


class Throttling(Part):
    max_concurrent_requests: int


class WebhookSettings(Part):
    target_url: str
    throttling: Throttling


# Method and path of a request, and what its body has to be.
REQUESTS: dict[tuple[str, str], type[Part]] = {
    ("POST", r"/crm/v3/objects/\w+"): NewRecord,
    ("PATCH", r"/crm/v3/objects/\w+/[^/]+"): Change,
    ("POST", r"/crm/v3/objects/\w+/batch/create"): BatchCreate,
    ("POST", r"/crm/v3/objects/\w+/batch/(update|upsert)"): BatchUpdate,
    ("POST", r"/crm/v3/objects/\w+/batch/read"): BatchRead,
    ("POST", r"/crm/v3/objects/\w+/batch/archive"): BatchArchive,
    ("POST", r"/crm/v3/objects/\w+/search"): Search,
    ("POST", r"/crm/v3/objects/\w+/merge"): Merging,
    ("POST", r"/crm/v3/objects/\w+/gdpr-delete"): Erasing,
    ("POST", r"/crm/v3/properties/\w+"): NewProperty,
    ("POST", r"/crm/v4/associations/\w+/\w+/batch/read"): Associations,
    ("POST", r"/crm/v4/associations/\w+/\w+/batch/associate/default"): Pairs,
    ("POST", r"/crm/v4/associations/\w+/\w+/batch/(create|labels/archive)"): LabelledPairs,
    ("POST", r"/webhooks/v3/\d+/subscriptions"): NewSubscription,
    ("PUT", r"/webhooks/v3/\d+/settings"): WebhookSettings,
}


def check(shape: Any, body: str) -> Any:
    """The body, which has this shape; a list of it has a shape too."""
    return TypeAdapter(shape).validate_json(body, strict=True)


def check_request(method: str, path: str, body: str) -> None:
    """A request of ours, which has to be as published.

    Raises:
        LookupError: nothing is known here of such a request.
        pydantic.ValidationError: it is otherwise.
    """
    for (known, pattern), shape in REQUESTS.items():
        if known == method and re.fullmatch(pattern, path):
            check(shape, body)
            return
    raise LookupError(f"{method} {path}")
