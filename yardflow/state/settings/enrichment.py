"""The enrichment settings of an ADMIN: budget, providers, thresholds, automation, rate limits."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.prices import AS_OF, PRICES
from yardflow.services.enrichment import overview
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.overview import SettingsOverview
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.enrichment.providers.registry import PROVIDERS
from yardflow.services.enrichment.settings import SWITCHED
from yardflow.state.enrichment.budget_view import Spend, spend_of
from yardflow.state.loading import Loading
from yardflow.state.settings.numbers import NUMBERS, cents, numbers_of, plain, same
from yardflow.state.workplace import Workplace

TRIGGERS = {
    "created": ("Contact added", "Enriches contacts as you add them."),
    "imported": ("Import done", "Enriches the contacts it created, as one bulk run."),
    "qualified": ("Account becomes Qualified", "Enriches its contacts when the stage changes."),
    "scheduled": (
        "Every day",
        "Enriches contacts never enriched or last enriched over 30 days ago, soonest event first.",
    ),
}


@dataclass
class ProviderRow:
    """A provider at its place in the order. ``trouble`` says why it is paused."""

    key: str
    label: str
    description: str
    on: bool
    state: str
    trouble: str


@dataclass
class TriggerRow:
    """Something that starts enrichment automatically."""

    key: str
    label: str
    description: str
    on: bool


class EnrichmentSettings(Loading, Workplace):
    """The tab. Changes are a draft until they are saved."""

    spend: Spend = Spend()
    texts: dict[str, str] = {}
    providers: list[ProviderRow] = []
    triggers: list[TriggerRow] = []
    models: list[tuple[str, str]] = []
    model: str = ""
    price: str = ""
    prices_as_of: str = ""
    regional: bool = False
    notices: list[str] = []
    check_mail_hosts: bool = False
    errors: dict[str, str] = {}
    conflict: bool = False
    # Counts up when the fields are to show saved values instead of typed ones.
    edition: int = 0
    changed: bool = False
    _version: int = 0
    _saved: dict[str, Any] = {}
    _typed: dict[str, str] = {}
    _prices: dict[str, str] = {}

    @rx.event
    async def load(self):
        """Reads the saved settings; unsaved changes are gone."""
        with self._loading():
            self._show(await self._run(overview.settings_overview))

    @rx.event
    async def type_in(self, name: str, text: str):
        """Notes the text of a field."""
        if name in NUMBERS:
            self._typed |= {name: text[:40]}
            self.errors = {key: error for key, error in self.errors.items() if key != name}
            self._compare()

    @rx.event
    async def turn_provider(self, key: str, on: bool):
        for row in self.providers:
            row.on = on if row.key == key else row.on
        self.providers = list(self.providers)
        self._compare()

    @rx.event
    async def move_provider(self, key: str, by: int):
        """Moves a provider up (-1) or down (1)."""
        rows = list(self.providers)
        index = next((index for index, row in enumerate(rows) if row.key == key), None)
        if index is not None and by in (-1, 1) and 0 <= index + by < len(rows):
            rows[index], rows[index + by] = rows[index + by], rows[index]
            self.providers = rows
            self._compare()

    @rx.event
    async def turn_trigger(self, key: str, on: bool):
        for row in self.triggers:
            row.on = on if row.key == key else row.on
        self.triggers = list(self.triggers)
        self._compare()

    @rx.event
    async def choose_model(self, name: str):
        """Chooses the model; the empty name is the deployment's default."""
        self.model = next((key for key, _ in self.models if key == name), "")
        self.price = self._prices.get(self.model, "")
        self._compare()

    @rx.event
    async def turn_mail_hosts(self, on: bool):
        """Switches the check of MX records on or off."""
        self.check_mail_hosts = on
        self._compare()

    @rx.event
    async def discard(self):
        """Shows the saved settings again."""
        return EnrichmentSettings.load

    @rx.event
    async def save(self, form: dict[str, Any]):
        """Saves the draft; errors stand at their fields."""
        self._typed |= {name: str(form[name])[:40] for name in NUMBERS if name in form}
        numbers, self.errors = numbers_of(self._typed)
        if self.errors:
            return
        with self._errors_shown():
            try:
                values = self._values(numbers)
                await self._run(overview.save_settings, self._version, values)
                self._say("Saved")
            except Conflict:
                self.conflict = True
                return
            except Invalid as problem:
                self.errors = problem.fields or {"form": problem.message}
                return
            self._show(await self._run(overview.settings_overview))

    def _values(self, numbers: dict[str, Decimal]) -> dict[str, Any]:
        thresholds = {name: numbers[f"threshold_{name}"] / 100 for name in FIELDS}
        return {
            "order": [row.key for row in self.providers],
            "off": [row.key for row in self.providers if not row.on],
            "model": self.model or None,
            "thresholds": thresholds,
            "daily_budget_usd": numbers["daily_budget_usd"],
            "contact_ceiling_usd": numbers["contact_ceiling_usd"],
            "requests_per_minute": int(numbers["requests_per_minute"]),
            "tokens_per_minute": int(numbers["tokens_per_minute"]),
            "triggers": [row.key for row in self.triggers if row.on],
            "check_mail_hosts": self.check_mail_hosts,
        }

    def _compare(self) -> None:
        self.changed = self._draft() != self._saved

    def _draft(self) -> dict[str, Any]:
        return {
            **{name: same(text) for name, text in self._typed.items()},
            "providers": [(row.key, row.on) for row in self.providers],
            "triggers": [row.on for row in self.triggers],
            "model": self.model,
            "hosts": self.check_mail_hosts,
        }

    def _show(self, current: SettingsOverview) -> None:
        settings = current.settings
        self.spend = spend_of(current.budget)
        self.texts = _texts(settings)
        self._typed = dict(self.texts)
        self.providers = [_provider(current, key) for key in settings.order]
        self.triggers = [
            TriggerRow(trigger.value, *TRIGGERS[trigger.value], on=trigger in settings.triggers)
            for trigger in SWITCHED
        ]
        self.models = _models(current)
        self.notices = current.notices
        self.regional = current.regional
        self.model = settings.model or ""
        self._prices = {"": _price(current.usual_model)} | {name: _price(name) for name in PRICES}
        self.price = self._prices.get(self.model, "")
        self.prices_as_of = f"{AS_OF:%b} {AS_OF.day}, {AS_OF.year}"
        self.check_mail_hosts = settings.check_mail_hosts
        self._version = current.version
        self._saved = self._draft()
        self.errors, self.changed, self.conflict = {}, False, False
        self.edition += 1


def _texts(settings: enrichment_settings.EnrichmentSettings) -> dict[str, str]:
    return {
        "daily_budget_usd": plain(settings.daily_budget_usd),
        "contact_ceiling_usd": plain(settings.contact_ceiling_usd),
        "requests_per_minute": str(settings.requests_per_minute),
        "tokens_per_minute": str(settings.tokens_per_minute),
        **{f"threshold_{name}": str(int(settings.thresholds[name] * 100)) for name in FIELDS},
    }


def _provider(current: SettingsOverview, key: str) -> ProviderRow:
    trouble = next((view for view in current.troubles if view.provider == key), None)
    return ProviderRow(
        key=key,
        label=PROVIDERS[key].label,
        description=PROVIDERS[key].description,
        on=current.settings.asks(key),
        state=current.connections.get(key, "free"),
        trouble=trouble.message if trouble else "",
    )


def _models(current: SettingsOverview) -> list[tuple[str, str]]:
    gone = current.settings.model_gone
    return [
        ("", f"{_with_cost(current, current.usual_model)} (default)"),
        *[(name, _with_cost(current, name)) for name in PRICES],
        *([(gone, f"{gone}: no known price")] if gone else []),
    ]


def _with_cost(current: SettingsOverview, model: str) -> str:
    return f"{model}: about ${current.for_a_thousand[model]:,.2f}"


def _price(model: str) -> str:
    price = PRICES[model]
    return f"${cents(price.input)} in, ${cents(price.output)} out"
