"""What an ADMIN has decided about enrichment: providers, thresholds, money, pace, triggers.

One row of the `setting` table. Whatever nobody decided is as it is written here.
"""

import logging
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from sqlmodel import Session

from yardflow.config import settings
from yardflow.errors import Conflict, Invalid
from yardflow.models import Setting, Trigger
from yardflow.prices import PRICES
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.enrichment.providers.protocol import FIELDS, Options
from yardflow.services.enrichment.providers.registry import PROVIDERS

KEY = "enrichment"
# What starts by itself and can be switched; by hand and in bulk a person has pressed a button.
SWITCHED = (Trigger.CREATED, Trigger.IMPORTED, Trigger.QUALIFIED, Trigger.SCHEDULED)
LONGEST_MODEL = 100

_MONEY = {"daily_budget_usd", "contact_ceiling_usd"}
log = logging.getLogger(__name__)

Usd = Annotated[Decimal, Field(ge=0, le=100_000, max_digits=12, decimal_places=6)]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=2)]


class EnrichmentSettings(BaseModel):
    """The decisions. Money in USD, thresholds 0–1, pace for all workers together.

    ``order`` names every provider, those in ``off`` are not asked. ``model`` None means the one
    that OPENAI_MODEL names; one that has left the price table since stays what was chosen, and is
    not asked (`model_gone`). ``triggers`` are those that are on.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    order: tuple[str, ...] = tuple(PROVIDERS)
    off: frozenset[str] = frozenset()
    model: Annotated[str, Field(min_length=1, max_length=LONGEST_MODEL)] | None = None
    thresholds: dict[str, Share] = Field(
        default_factory=lambda: dict.fromkeys(FIELDS, Decimal("0.70"))
    )
    daily_budget_usd: Usd = Decimal(50)
    contact_ceiling_usd: Usd = Decimal("0.10")
    requests_per_minute: int = Field(500, ge=1, le=1_000_000)
    tokens_per_minute: int = Field(500_000, ge=1_000, le=1_000_000_000)
    triggers: frozenset[Trigger] = frozenset({Trigger.CREATED, Trigger.QUALIFIED})
    check_mail_hosts: bool = False

    @field_validator("order")
    @classmethod
    def _every_provider_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        known = [name for name in dict.fromkeys(value) if name in PROVIDERS]
        return (*known, *(name for name in PROVIDERS if name not in known))

    @field_validator("thresholds")
    @classmethod
    def _every_field(cls, value: dict[str, Decimal]) -> dict[str, Decimal]:
        return {name: value.get(name, Decimal("0.70")) for name in FIELDS}

    @property
    def model_in_use(self) -> str:
        """The model that is asked."""
        return self.model or settings().openai_model

    @property
    def options(self) -> Options:
        """What the providers see of these."""
        return Options(self.model_in_use, self.check_mail_hosts)

    @property
    def model_gone(self) -> str:
        """The model that was chosen, where no price is known for it any more; else empty."""
        return self.model if self.model and self.model not in PRICES else ""

    def asks(self, provider: str) -> bool:
        """Whether a provider is switched on."""
        return provider not in self.off

    def starts(self, trigger: Trigger) -> bool:
        """Whether this trigger may start a run."""
        return trigger not in SWITCHED or trigger in self.triggers


def read(session: Session) -> EnrichmentSettings:
    """The decisions as they stand."""
    return stored(session)[0]


def stored(session: Session) -> tuple[EnrichmentSettings, int]:
    """The decisions with their version, 0 while nobody has decided anything."""
    row = session.get(Setting, KEY)
    return (_decided(row), row.version) if row else (EnrichmentSettings(), 0)


def _decided(row: Setting | None) -> EnrichmentSettings:
    """What the row says. What can't be read is as if nobody had decided it, but allows no spending;
    no other model takes the place of one that was chosen, because it may be dearer.
    """
    if row is None:
        return EnrichmentSettings()
    model = row.value.get("model")
    values = row.value | {"model": None if model is None else str(model)[:LONGEST_MODEL]}
    try:
        return EnrichmentSettings.model_validate(values)
    except ValidationError as error:
        unread = {str(problem["loc"][0]) for problem in error.errors()}
        log.warning("these settings of enrichment can't be read: %s", ", ".join(sorted(unread)))
    kept = {name: value for name, value in values.items() if name not in unread}
    return EnrichmentSettings.model_validate(kept | dict.fromkeys(unread & _MONEY, 0))


def save(
    session: Session, principal: Principal, version: int | None, values: dict[str, Any]
) -> EnrichmentSettings:
    """Changes some of the decisions; `overview.save_settings` is for people.

    ``version`` is the one the person saw; None skips the check.

    Raises:
        Forbidden: the person is no ADMIN.
        Invalid: a value can't be taken; ``fields`` says which.
        Conflict: somebody else decided in the meantime.
    """
    require_admin(principal)
    row = session.get(Setting, KEY, with_for_update=True)
    before = _decided(row)
    if version is not None and version != (row.version if row else 0):
        raise Conflict(
            "Someone else changed these settings. Yours weren't saved: "
            "reload the page and try again."
        )
    unknown = values.keys() - EnrichmentSettings.model_fields.keys()
    if unknown:
        raise Invalid("Some settings don't exist.", dict.fromkeys(unknown, "Unknown setting."))
    try:
        after = EnrichmentSettings.model_validate(before.model_dump() | values)
    except ValidationError as error:
        problems = {
            str(problem["loc"][0]): str(problem["msg"]).removeprefix("Value error, ")
            for problem in error.errors()
        }
        raise Invalid("Some settings can't be saved.", problems) from None
    if after.model_gone and after.model != before.model:
        raise Invalid(
            "This model can't be chosen.", {"model": f"Choose one of {', '.join(PRICES)}."}
        )
    if row is None:
        row = Setting(key=KEY, value={}, updated_by=principal.user_id)
    old, row.value = before.model_dump(mode="json"), after.model_dump(mode="json")
    row.updated_by = principal.user_id
    session.add(row)
    changed = {
        name
        for name in EnrichmentSettings.model_fields
        if getattr(before, name) != getattr(after, name)
    }
    if changed:
        audit.record(
            session,
            principal,
            "enrichment.settings_changed",
            "setting",
            before={name: old[name] for name in changed},
            after={name: row.value[name] for name in changed},
        )
    return after
