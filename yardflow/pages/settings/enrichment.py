"""What an ADMIN decides about enrichment, under what it costs today."""

import reflex as rx

from yardflow.components.enrichment.budget_bar import spend_bar
from yardflow.components.enrichment.provider_problems import provider_problems
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, icon_button, submit
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import loaded_or, loading_lines
from yardflow.components.kit.fields import select_field, text_field
from yardflow.components.kit.links import text_link
from yardflow.components.kit.switches import switch, switch_row
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.state.settings.enrichment import EnrichmentSettings, ProviderRow, TriggerRow


def enrichment() -> rx.Component:
    """One form over all of it."""
    return loaded_or(
        EnrichmentSettings.loaded,
        EnrichmentSettings.problem,
        EnrichmentSettings.load,
        card(loading_lines(9)),
        rx.form(
            _money(),
            _providers(),
            _thresholds(),
            _triggers(),
            _pace(),
            _unsaved(),
            on_submit=EnrichmentSettings.save,
            class_name="flex flex-col gap-4",
        ),
    )


def _money() -> rx.Component:
    return card(
        spend_bar(EnrichmentSettings.spend),
        rx.el.div(
            _number("Daily budget in USD", "daily_budget_usd", hint="Work waits when it is used."),
            _number(
                "Ceiling per contact in USD",
                "contact_ceiling_usd",
                hint="The most that one contact may cost in a day.",
            ),
            class_name="grid sm:grid-cols-2 gap-4 mt-5",
        ),
        title="Money",
        actions=text_link("What it brought", "/enrichment/ledger/"),
    )


def _providers() -> rx.Component:
    return card(
        rx.cond(
            EnrichmentSettings.notices,
            rx.el.div(provider_problems(EnrichmentSettings.notices), class_name="p-4"),
        ),
        rx.el.ol(rx.foreach(EnrichmentSettings.providers, _provider), class_name="yf-rows"),
        rx.el.div(
            select_field(
                "OpenAI model, and what 1,000 contacts cost",
                "model",
                EnrichmentSettings.models,
                value=EnrichmentSettings.model,
                on_change=EnrichmentSettings.choose_model,
                error=EnrichmentSettings.errors.get("model", "").to(str),
            ),
            rx.el.p(
                rx.cond(
                    EnrichmentSettings.price != "",
                    EnrichmentSettings.price + " for a million tokens, prices of ",
                    "Prices of ",
                ),
                EnrichmentSettings.prices_as_of,
                ". The cost of 1,000 contacts is an estimate: one question each, at what was paid "
                "lately where that is known. Economy mode costs half.",
                rx.cond(
                    EnrichmentSettings.regional,
                    " A regional address of OpenAI costs 10% more, which the estimates include.",
                    "",
                ),
                class_name="yf-hint mt-1.5",
            ),
            class_name="p-4 border-t border-(--gray-4)",
        ),
        rx.el.div(
            switch_row(
                "Check that a domain takes mail",
                "Looks up the mail host (MX) of a domain before an address there is guessed.",
                EnrichmentSettings.check_mail_hosts,
                EnrichmentSettings.turn_mail_hosts,
            ),
            class_name="border-t border-(--gray-4)",
        ),
        title="Providers, asked in this order",
        flush=True,
    )


def _provider(row: ProviderRow, at: rx.Var[int]) -> rx.Component:
    last = EnrichmentSettings.providers.length() - 1
    return rx.el.li(
        rx.el.span(at + 1, class_name="yf-muted yf-num w-4 flex-none"),
        rx.el.div(
            rx.el.div(
                rx.el.span(row.label, class_name="font-medium"),
                rx.match(
                    row.state,
                    ("live", badge("Connected", "green", dot=True)),
                    ("sandbox", badge("Sandbox", "orange", dot=True)),
                    ("not_configured", badge("Set OPENAI_API_KEY", "gray", dot=True)),
                    rx.fragment(),
                ),
                rx.cond(row.trouble != "", badge("Resting", "red", dot=True)),
                class_name="flex flex-wrap items-center gap-2",
            ),
            rx.el.div(row.told, class_name="yf-hint"),
            rx.cond(row.trouble != "", rx.el.div(row.trouble, class_name="yf-error")),
            class_name="flex flex-col gap-0.5 min-w-[180px] flex-1",
        ),
        rx.el.div(
            icon_button(
                "arrow-up",
                f"Ask {row.label} earlier",
                size="small",
                disabled=at == 0,
                on_click=EnrichmentSettings.move_provider(row.key, -1),
            ),
            icon_button(
                "arrow-down",
                f"Ask {row.label} later",
                size="small",
                disabled=at == last,
                on_click=EnrichmentSettings.move_provider(row.key, 1),
            ),
            class_name="flex gap-1",
        ),
        switch(
            f"Ask {row.label}",
            row.on,
            lambda on: EnrichmentSettings.turn_provider(row.key, on),
        ),
        key=row.key,
    )


def _thresholds() -> rx.Component:
    return card(
        rx.el.p(
            "A finding this sure or surer fills its field by itself; one below waits for review. "
            "What a person typed is never overwritten.",
            class_name="yf-muted mb-4",
        ),
        rx.el.div(
            *[
                _number(f"{label}, %", f"threshold_{name}", input_mode="numeric")
                for name, label in FIELDS.items()
            ],
            class_name="grid grid-cols-2 sm:grid-cols-5 gap-4 items-end",
        ),
        title="Thresholds",
    )


def _triggers() -> rx.Component:
    return card(
        rx.el.div(rx.foreach(EnrichmentSettings.triggers, _trigger)),
        rx.el.p(
            "By hand and in bulk it starts whenever somebody presses the button.",
            class_name="yf-hint px-4 py-3 border-t border-(--gray-4)",
        ),
        rx.cond(
            EnrichmentSettings.cron_secret,
            rx.fragment(),
            rx.el.div(
                callout(
                    "info",
                    "gray",
                    "The schedule runs in the worker. A timer of your platform may start it too, "
                    "by POST /api/cron/re-enrich, once CRON_SECRET is set: until then that address "
                    "refuses everybody.",
                ),
                class_name="px-4 pb-4",
            ),
        ),
        title="When it starts by itself",
        flush=True,
    )


def _trigger(row: TriggerRow) -> rx.Component:
    return rx.el.div(
        switch_row(
            row.label, row.told, row.on, lambda on: EnrichmentSettings.turn_trigger(row.key, on)
        ),
        key=row.key,
        class_name="border-t border-(--gray-4) first:border-t-0",
    )


def _pace() -> rx.Component:
    return card(
        rx.el.div(
            _number("Requests a minute", "requests_per_minute", input_mode="numeric"),
            _number("Tokens a minute", "tokens_per_minute", input_mode="numeric"),
            class_name="grid sm:grid-cols-2 gap-4",
        ),
        rx.el.p(
            "The most that all workers together ask of OpenAI. Your account's limits are on "
            "OpenAI's page of limits.",
            class_name="yf-hint mt-3",
        ),
        title="Pace",
    )


def _unsaved() -> rx.Component:
    conflict = EnrichmentSettings.conflict
    return rx.el.div(
        rx.cond(
            EnrichmentSettings.changed | EnrichmentSettings.conflict,
            rx.el.div(
                rx.el.span(_standing(), class_name="font-medium mr-auto"),
                button(
                    rx.cond(conflict, "See what they saved", "Discard"),
                    on_click=EnrichmentSettings.discard,
                ),
                rx.cond(conflict, rx.fragment(), submit("Save")),
                class_name="yf-selection w-full",
            ),
        ),
        role="status",
        class_name="yf-selection-place",
    )


def _standing() -> rx.Component:
    errors = EnrichmentSettings.errors
    return rx.cond(
        EnrichmentSettings.conflict,
        "Somebody else saved these settings meanwhile. Nothing of yours was saved.",
        rx.cond(
            errors.length() > 0,
            rx.el.span(
                errors.get("form", "Nothing was saved: look at the fields marked in red.").to(str),
                class_name="yf-error text-[13px]!",
            ),
            "Not saved yet.",
        ),
    )


def _number(label: str, name: str, **props: object) -> rx.Component:
    props.setdefault("input_mode", "decimal")
    return rx.el.div(
        text_field(
            label,
            name,
            error=EnrichmentSettings.errors.get(name, "").to(str),
            default_value=EnrichmentSettings.texts.get(name, "").to(str),
            on_change=lambda text: EnrichmentSettings.type_in(name, text).debounce(250),
            auto_complete="off",
            **props,
        ),
        key=rx.Var.create(f"{name}-") + EnrichmentSettings.edition.to(str),
    )
