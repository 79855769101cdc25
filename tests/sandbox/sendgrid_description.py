"""What SendGrid publishes of its API (its OpenAPI description of January 2026), as far as we use
it and play it: names, types and limits, in shapes of our own.

Requests may hold nothing else than what is named here; answers may say more.
"""

from typing import Annotated, Literal

from pydantic import UUID4, BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, Field(min_length=1)]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
Name = Annotated[str, Field(max_length=100)]
Subject = Annotated[str, Field(max_length=255)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$")]
Content = Annotated[str, Field(max_length=1_048_576)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_-]")]
Held = Literal["pause", "cancel"]


class Asked(BaseModel):
    """A part of a request."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answered(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="ignore", strict=True)


class Address(Asked):
    email: Email
    name: str = ""


class Person(Asked):
    to: Annotated[list[Address], Field(min_length=1, max_length=1000)]
    subject: Text | None = None
    headers: dict[str, str] = {}
    substitutions: Annotated[dict[str, str], Field(max_length=10_000)] = {}
    custom_args: Annotated[dict[str, str], Field(max_length=10_000)] = {}
    send_at: int | None = None


class Part(Asked):
    type: Text
    value: Text


class Attachment(Asked):
    content: Text
    filename: str
    type: Text | None = None
    disposition: Literal["inline", "attachment"] | None = None
    content_id: str | None = None


class Switch(Asked):
    enable: bool
    enable_text: bool | None = None


class Tracking(Asked):
    click_tracking: Switch
    open_tracking: Switch
    subscription_tracking: Switch


class Mail(Asked):
    """`POST /v3/mail/send`."""

    from_: Annotated[Address, Field(alias="from")]
    personalizations: Annotated[list[Person], Field(min_length=1, max_length=1000)]
    subject: Text | None = None
    content: list[Part]
    reply_to: Address | None = None
    attachments: list[Attachment] = []
    categories: Annotated[list[Annotated[str, Field(max_length=255)]], Field(max_length=10)] = []
    tracking_settings: Tracking
    batch_id: str | None = None
    send_at: int | None = None


class NewTemplate(Asked):
    name: Name
    generation: Literal["legacy", "dynamic"]


class NewVersion(Asked):
    name: Name
    subject: Subject
    active: Literal[0, 1]
    html_content: Content = ""
    plain_content: Content = ""
    generate_plain_content: bool = True
    editor: Literal["code", "design"] = "code"
    test_data: str = ""


class Problem(Answered):
    message: str
    field: str | None = None


class Errors(Answered):
    errors: Annotated[list[Problem], Field(min_length=1)]


class Batch(Answered):
    batch_id: str


class Scheduled(Answered):
    batch_id: Key
    status: Held


class Version(Answered):
    name: Name
    subject: Subject
    id: Annotated[UUID4, Field(strict=False)]
    template_id: str
    active: Literal[0, 1]
    updated_at: str
    html_content: str = ""
    plain_content: str = ""
    generate_plain_content: bool = True
    editor: Literal["code", "design"] = "code"


class Template(Answered):
    # It says UUID; those of dynamic templates are one without hyphens, behind this.
    id: Annotated[str, StringConstraints(pattern=r"^d-[0-9a-f]{32}$")]
    name: Name
    generation: Literal["legacy", "dynamic"]
    updated_at: Day
    versions: list[dict] = []


class Metadata(Answered):
    self: str
    count: Annotated[int, Field(ge=0)]
    next: str | None = None


class Templates(Answered):
    result: list[Template]
    metadata: Annotated[Metadata, Field(alias="_metadata")]


class Suppressed(Answered):
    created: int
    email: Email


class WithReason(Suppressed):
    reason: str


class WithStatus(WithReason):
    status: str


class Complaint(Suppressed):
    ip: str


class Recipients(Answered):
    recipient_emails: list[Email]


class Recipient(Answered):
    recipient_email: Email


class VerifiedSender(Answered):
    id: int
    nickname: str
    from_email: str
    from_name: str
    reply_to: str
    verified: bool
    locked: bool


class VerifiedSenders(Answered):
    results: list[VerifiedSender]


class Record(Answered):
    valid: bool
    type: str
    host: str
    data: str


class Records(Answered):
    mail_cname: Record
    dkim1: Record
    dkim2: Record


class Domain(Answered):
    id: int
    user_id: int
    subdomain: str
    domain: str
    username: str
    ips: list[str]
    custom_spf: bool
    default: bool
    legacy: bool
    automatic_security: bool
    valid: bool
    dns: Records


class SignedWebhook(Answered):
    id: str
    public_key: str


class Signature(Answered):
    public_key: str


class Policy(Answered):
    id: str
    name: str
    signature: Signature


class Policies(Answered):
    policies: list[Policy]
