"""What HubSpot publishes of the answers of its API (its OpenAPI descriptions of November 2026), as
far as we play it: names, types and what must be there, in shapes of our own.

They hold nothing else, but for ``status`` and the names of limits in errors, which are not
published and always there.
"""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from tests.sandbox.hubspot.published_requests import (
    Category,
    Id,
    NewOption,
    NewProperty,
    Pair,
    Part,
    Spec,
    WebhookSettings,
)

Number = Annotated[str, StringConstraints(pattern=r"^\d+$")]
Status = Literal["CANCELED", "COMPLETE", "PENDING", "PROCESSING"]
Shown = dict[str, str | None]


class Version(Part):
    value: str
    timestamp: AwareDatetime
    source_type: str
    source_id: str | None = None


class Next(Part):
    after: str
    link: str | None = None


class Paging(Part):
    next: Next


class AssociatedId(Part):
    id: str
    type: str


class AssociatedIds(Part):
    results: list[AssociatedId]
    paging: Paging | None = None


class Record(Part):
    id: Number
    properties: Shown
    properties_with_history: dict[str, list[Version]] | None = None
    created_at: AwareDatetime
    updated_at: AwareDatetime
    archived: bool
    archived_at: AwareDatetime | None = None
    associations: dict[str, AssociatedIds] | None = None
    object_write_trace_id: str | None = None
    url: str | None = None


class Upserted(Record):
    new: bool


class Page(Part):
    results: list[Record]
    paging: Paging | None = None


class SearchPage(Page):
    total: int


class Detail(Part):
    message: str
    code: str | None = None
    context: dict[str, list[str]] | None = None


class Error(Part):
    """Of a whole request."""

    status: Literal["error"]
    message: str
    correlation_id: str
    category: str
    errors: list[Detail] | None = None
    context: dict[str, list[str]] | None = None
    error_type: Literal["RATE_LIMIT"] | None = None
    policy_name: Literal["TEN_SECONDLY_ROLLING", "SECONDLY", "DAILY"] | None = None


class BatchError(Part):
    """Of a part of a batch."""

    status: Literal["error"]
    message: str
    category: str
    context: dict[str, list[str]]
    errors: list[Detail]
    links: dict[str, str]


class Stamped(Part):
    status: Status
    started_at: AwareDatetime
    completed_at: AwareDatetime
    num_errors: int | None = None
    errors: list[BatchError] | None = None


class Batch(Stamped):
    results: list[Record]


class UpsertBatch(Stamped):
    results: list[Upserted]


class Label(Part):
    category: Category
    type_id: int
    label: str | None


class Labels(Part):
    results: list[Label]


class Associated(Part):
    to_object_id: Number
    association_types: list[Label]


class AssociatedPage(Part):
    results: list[Associated]
    paging: Paging | None = None


class AssociatedMany(Part):
    from_: Annotated[Id, Field(alias="from")]
    to: list[Associated]
    paging: Paging | None = None


class AssociatedBatch(Stamped):
    results: list[AssociatedMany]


class Labelled(Part):
    from_object_id: Number
    from_object_type_id: str
    to_object_id: Number
    to_object_type_id: str
    labels: list[str]


class LabelledBatch(Stamped):
    results: list[Labelled]


class Default(Pair):
    association_spec: Spec


class DefaultBatch(Stamped):
    results: list[Default]


class Option(NewOption):
    pass


class Metadata(Part):
    archivable: bool
    read_only_definition: bool
    read_only_options: bool | None = None
    read_only_value: bool


class Property(NewProperty):
    description: str
    options: list[Option]
    archived: bool
    archived_at: AwareDatetime | None = None
    calculated: bool
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    data_sensitivity: Literal["highly_sensitive", "non_sensitive", "sensitive"]
    external_options: bool
    hubspot_defined: bool | None = None
    modification_metadata: Metadata


class Properties(Part):
    results: list[Property]


class Group(Part):
    name: str
    label: str
    display_order: int
    archived: bool


class Stage(Part):
    id: str
    label: str
    display_order: int
    metadata: dict[str, str]
    created_at: AwareDatetime
    updated_at: AwareDatetime
    archived: bool


class Pipeline(Part):
    id: str
    label: str
    display_order: int
    stages: list[Stage]
    created_at: AwareDatetime
    updated_at: AwareDatetime
    archived: bool


class Pipelines(Part):
    results: list[Pipeline]


class Owner(Part):
    id: str
    type: Literal["PERSON", "QUEUE"]
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    user_id: int | None = None
    user_id_including_inactive: int | None = None
    created_at: AwareDatetime
    updated_at: AwareDatetime
    archived: bool
    teams: list[Any] | None = None


class Owners(Part):
    results: list[Owner]
    paging: Paging | None = None


class Subscription(Part):
    id: str
    event_type: str
    property_name: str | None = None
    object_type_id: str | None = None
    active: bool
    created_at: AwareDatetime
    updated_at: AwareDatetime | None = None


class Subscriptions(Part):
    results: list[Subscription]


class StoredSettings(WebhookSettings):
    created_at: AwareDatetime
    updated_at: AwareDatetime | None = None


class Usage(Part):
    name: str
    usage_limit: int
    current_usage: int
    collected_at: AwareDatetime
    fetch_status: Literal["CACHED", "FAILURE", "NOTFOUND", "SUCCESS", "TIMEOUT"]
    resets_at: AwareDatetime | None = None


class Usages(Part):
    results: list[Usage]


class SignedToken(Part):
    app_id: int
    app_install_id: str
    audience: str
    expires_at: int
    hub_id: int
    hublet: str
    installing_user_id: int
    is_private_distribution: bool
    is_service_account: bool
    is_user_level: bool
    new_signature: str
    scope_to_scope_group_pks: str
    scopes: str
    signature: str
    trial_scope_to_scope_group_pks: str
    trial_scopes: str
    user_id: int


class Introspected(BaseModel):
    """`POST /oauth/2026-03/token/introspect`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    active: bool
    app_id: int
    client_id: str
    expires_in: int
    hub_domain: str | None = None
    hub_id: int
    is_private_distribution: bool
    scopes: list[str]
    signed_access_token: SignedToken
    token: str
    token_type: str
    token_use: Literal["access_token"]
    user: str | None = None
    user_id: int


class IssuedTokens(BaseModel):
    """`POST /oauth/2026-03/token`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    access_token: str
    expires_in: int
    hub_id: int | None = None
    id_token: str | None = None
    refresh_token: str
    scopes: list[str] | None = None
    token_type: str
    token_use: Literal["access_token"]
    user_id: int | None = None
