"""The enrichment settings of an ADMIN, under today's budget."""

import reflex as rx

from yardflow.components.enrichment.budget_bar import spend_bar
from yardflow.components.enrichment.provider_problems import provider_problems
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, icon_button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import loaded_or, loading_lines
from yardflow.components.kit.fields import select_field, text_field
from yardflow.components.kit.links import text_link
from yardflow.components.kit.switches import switch, switch_row
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.state.settings.enrichment import EnrichmentSettings, ProviderRow, TriggerRow


def enrichment() -> rx.Component:
    return loaded_or(
        EnrichmentSettings.loaded,
        EnrichmentSettings.problem,
        EnrichmentSettings.load,
        card(loading_lines(9)),
        rx.form(
            _budget(),
            _providers(),
            _thresholds(),
            _automation(),
            _rate_limits(),
            _unsaved(),
            on_submit=EnrichmentSettings.save,
            custom_attrs={"data-kept": "enrichment"},
            class_name="flex flex-col gap-4",
        ),
    )


def _budget() -> rx.Component:
    return card(
        spend_bar(EnrichmentSettings.spend),
        rx.el.div(
            _number("Daily budget (USD)", "daily_budget_usd", hint="Runs pause when it's used up."),
            _number("Max per contact per day (USD)", "contact_ceiling_usd"),
            class_name="grid sm:grid-cols-2 gap-4 mt-5",
        ),
        title="Budget",
        actions=text_link("View costs", "/enrichment/costs/"),
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
                "OpenAI model, with estimated cost per 1,000 contacts",
                "model",
                EnrichmentSettings.models,
                value=EnrichmentSettings.model,
                on_change=EnrichmentSettings.choose_model,
                error=EnrichmentSettings.errors.get("model", "").to(str),
            ),
            rx.el.p(
                rx.cond(
                    EnrichmentSettings.price != "",
                    EnrichmentSettings.price + " per million tokens, as of ",
                    "Prices as of ",
                ),
                EnrichmentSettings.prices_as_of,
                ". Estimates assume one request per contact and use recent costs where available. "
                "Economy mode costs half.",
                rx.cond(
                    EnrichmentSettings.regional,
                    " Estimates include OpenAI's 10% surcharge for regional endpoints.",
                    "",
                ),
                class_name="yf-hint mt-1.5",
            ),
            class_name="p-4 border-t border-(--gray-4)",
        ),
        rx.el.div(
            switch_row(
                "Verify email domains",
                "Check MX records before guessing addresses.",
                EnrichmentSettings.check_mail_hosts,
                EnrichmentSettings.turn_mail_hosts,
            ),
            class_name="border-t border-(--gray-4)",
        ),
        title="Provider order",
        flush=True,
    )


def _provider(row: ProviderRow, index: rx.Var[int]) -> rx.Component:
    last = EnrichmentSettings.providers.length() - 1
    return rx.el.li(
        rx.el.span(index + 1, class_name="yf-muted yf-num w-4 flex-none"),
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
                rx.cond(row.trouble != "", badge("Paused", "red", dot=True)),
                class_name="flex flex-wrap items-center gap-2",
            ),
            rx.el.div(row.description, class_name="yf-hint"),
            rx.cond(row.trouble != "", rx.el.div(row.trouble, class_name="yf-error")),
            class_name="flex flex-col gap-0.5 min-w-[120px] flex-1",
        ),
        rx.el.div(
            icon_button(
                "arrow-up",
                f"Move {row.label} up",
                size="small",
                disabled=index == 0,
                on_click=EnrichmentSettings.move_provider(row.key, -1),
            ),
            icon_button(
                "arrow-down",
                f"Move {row.label} down",
                size="small",
                disabled=index == last,
                on_click=EnrichmentSettings.move_provider(row.key, 1),
            ),
            class_name="flex gap-1",
        ),
        switch(
            f"Use {row.label}",
            row.on,
            lambda on: EnrichmentSettings.turn_provider(row.key, on),
        ),
        key=row.key,
    )


def _thresholds() -> rx.Component:
    return card(
        rx.el.p(
            "Suggestions at or above this confidence are applied automatically. The rest go to "
            "review. Manual entries are never overwritten.",
            class_name="yf-muted mb-4",
        ),
        rx.el.div(
            *[
                _number(f"{label} (%)", f"threshold_{name}", input_mode="numeric")
                for name, label in FIELDS.items()
            ],
            class_name="grid grid-cols-2 sm:grid-cols-5 gap-4 items-end",
        ),
        title="Confidence thresholds",
    )


def _automation() -> rx.Component:
    return card(
        rx.el.div(rx.foreach(EnrichmentSettings.triggers, _trigger)),
        title="Automation",
        flush=True,
    )


def _trigger(row: TriggerRow) -> rx.Component:
    return rx.el.div(
        switch_row(
            row.label,
            row.description,
            row.on,
            lambda on: EnrichmentSettings.turn_trigger(row.key, on),
        ),
        key=row.key,
        class_name="border-t border-(--gray-4) first:border-t-0",
    )


def _rate_limits() -> rx.Component:
    return card(
        rx.el.div(
            _number("Requests per minute", "requests_per_minute", input_mode="numeric"),
            _number("Tokens per minute", "tokens_per_minute", input_mode="numeric"),
            class_name="grid sm:grid-cols-2 gap-4",
        ),
        rx.el.p(
            "Shared limit for all workers. Check your OpenAI account limits.",
            class_name="yf-hint mt-3",
        ),
        title="Rate limits",
    )


def _unsaved() -> rx.Component:
    conflict = EnrichmentSettings.conflict
    return rx.el.div(
        rx.cond(
            EnrichmentSettings.changed | EnrichmentSettings.conflict,
            rx.el.div(
                rx.el.span(_draft_status(), class_name="font-medium mr-auto"),
                button(
                    rx.cond(conflict, "Reload", "Discard"),
                    on_click=EnrichmentSettings.discard,
                ),
                rx.cond(conflict, rx.fragment(), submit("Save")),
                class_name="yf-selection w-full",
            ),
        ),
        role="status",
        class_name="yf-selection-place",
    )


def _draft_status() -> rx.Component:
    errors = EnrichmentSettings.errors
    return rx.cond(
        EnrichmentSettings.conflict,
        "Someone else changed these settings. Yours weren't saved.",
        rx.cond(
            errors.length() > 0,
            rx.el.span(
                errors.get("form", "Fix the fields marked in red.").to(str),
                class_name="yf-error text-[13px]!",
            ),
            "Unsaved changes",
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
