"""What an ADMIN decides about enrichment: providers, thresholds, money, pace, triggers."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.prices import AS_OF, PRICES
from yardflow.services.enrichment import overview
from yardflow.services.enrichment.overview import SettingsOverview
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.enrichment.providers.registry import PROVIDERS
from yardflow.services.enrichment.settings import SWITCHED
from yardflow.state.enrichment.budget_view import Spend, spend_of
from yardflow.state.loading import Loading
from yardflow.state.settings.numbers import NUMBERS, cents, numbers_of, plain, same
from yardflow.state.workplace import Workplace

TRIGGERS = {
    "created": ("A contact is added", "Right after somebody adds one by hand."),
    "imported": ("A list is imported", "All contacts that the import created, as one bulk."),
    "qualified": ("An account becomes Qualified", "Its contacts, as soon as the stage changes."),
    "scheduled": (
        "Every day",
        "Contacts never enriched, or last more than 30 days ago; the soonest event first.",
    ),
}


@dataclass
class ProviderRow:
    """A provider at its place in the order. ``trouble`` says why it is not asked just now."""

    key: str
    label: str
    told: str
    on: bool
    state: str
    trouble: str


@dataclass
class TriggerRow:
    """Something that starts enrichment by itself."""

    key: str
    label: str
    told: str
    on: bool


class EnrichmentSettings(Loading, Workplace):
    """The tab. What is typed and switched is a draft until it is saved."""

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
    cron_secret: bool = True
    errors: dict[str, str] = {}
    conflict: bool = False
    # Counts up when the fields are to show what is saved instead of what was typed.
    edition: int = 0
    changed: bool = False
    _version: int = 0
    _saved: dict[str, Any] = {}
    _typed: dict[str, str] = {}
    _prices: dict[str, str] = {}

    @rx.event
    async def load(self):
        """Reads what is decided; what was typed and not saved is gone."""
        with self._loading():
            self._show(await self._run(overview.settings_overview))

    @rx.event
    async def type_in(self, name: str, text: str):
        """Notes what stands in a field."""
        if name in NUMBERS:
            self._typed |= {name: text[:40]}
            self.errors = {key: told for key, told in self.errors.items() if key != name}
            self._compare()

    @rx.event
    async def turn_provider(self, key: str, on: bool):
        """Switches a provider on or off."""
        for row in self.providers:
            row.on = on if row.key == key else row.on
        self.providers = list(self.providers)
        self._compare()

    @rx.event
    async def move_provider(self, key: str, by: int):
        """Asks a provider earlier (-1) or later (1)."""
        rows = list(self.providers)
        at = next((place for place, row in enumerate(rows) if row.key == key), None)
        if at is not None and by in (-1, 1) and 0 <= at + by < len(rows):
            rows[at], rows[at + by] = rows[at + by], rows[at]
            self.providers = rows
            self._compare()

    @rx.event
    async def turn_trigger(self, key: str, on: bool):
        """Switches a trigger on or off."""
        for row in self.triggers:
            row.on = on if row.key == key else row.on
        self.triggers = list(self.triggers)
        self._compare()

    @rx.event
    async def choose_model(self, name: str):
        """Chooses the model; the empty name is the deployment's."""
        self.model = next((key for key, _ in self.models if key == name), "")
        self.price = self._prices.get(self.model, "")
        self._compare()

    @rx.event
    async def turn_mail_hosts(self, on: bool):
        """Switches the look at mail hosts on or off."""
        self.check_mail_hosts = on
        self._compare()

    @rx.event
    async def discard(self):
        """Shows again what is saved."""
        return EnrichmentSettings.load

    @rx.event
    async def save(self, form: dict[str, Any]):
        """Saves the draft; what can't be taken is said at its field."""
        self._typed |= {name: str(form[name])[:40] for name in NUMBERS if name in form}
        numbers, self.errors = numbers_of(self._typed)
        if self.errors:
            return
        with self._errors_shown():
            try:
                values = self._values(numbers)
                await self._run(overview.save_settings, self._version, values)
                self._say("Saved. What waits is looked at again.")
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

    def _show(self, found: SettingsOverview) -> None:
        decided = found.settings
        self.spend = spend_of(found.budget)
        self.texts = _texts(found)
        self._typed = dict(self.texts)
        self.providers = [_provider(found, key) for key in decided.order]
        self.triggers = [
            TriggerRow(one.value, *TRIGGERS[one.value], on=one in decided.triggers)
            for one in SWITCHED
        ]
        self.models = _models(found)
        self.notices = found.notices
        self.regional = found.regional
        self.model = decided.model or ""
        self._prices = {"": _price(found.usual_model)} | {name: _price(name) for name in PRICES}
        self.price = self._prices.get(self.model, "")
        self.prices_as_of = f"{AS_OF:%b} {AS_OF.day}, {AS_OF.year}"
        self.check_mail_hosts = decided.check_mail_hosts
        self.cron_secret = found.cron_secret
        self._version = found.version
        self._saved = self._draft()
        self.errors, self.changed, self.conflict = {}, False, False
        self.edition += 1


def _texts(found: SettingsOverview) -> dict[str, str]:
    decided = found.settings
    return {
        "daily_budget_usd": plain(decided.daily_budget_usd),
        "contact_ceiling_usd": plain(decided.contact_ceiling_usd),
        "requests_per_minute": str(decided.requests_per_minute),
        "tokens_per_minute": str(decided.tokens_per_minute),
        **{f"threshold_{name}": str(int(decided.thresholds[name] * 100)) for name in FIELDS},
    }


def _provider(found: SettingsOverview, key: str) -> ProviderRow:
    trouble = next((one for one in found.troubles if one.provider == key), None)
    return ProviderRow(
        key=key,
        label=PROVIDERS[key].label,
        told=PROVIDERS[key].description,
        on=found.settings.asks(key),
        state=found.connections.get(key, "free"),
        trouble=trouble.message if trouble else "",
    )


def _models(found: SettingsOverview) -> list[tuple[str, str]]:
    gone = found.settings.model_gone
    return [
        ("", f"{_priced(found, found.usual_model)} (OPENAI_MODEL)"),
        *[(name, _priced(found, name)) for name in PRICES],
        *([(gone, f"{gone}: no price is known")] if gone else []),
    ]


def _priced(found: SettingsOverview, name: str) -> str:
    return f"{name}: about ${found.for_a_thousand[name]:,.2f}"


def _price(name: str) -> str:
    price = PRICES[name]
    return f"{name} costs ${cents(price.input)} in and ${cents(price.output)} out"
