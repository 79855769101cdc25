"""The email settings of an ADMIN."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import loaded_or, loading_lines
from yardflow.components.kit.fields import checkbox, form_error, text_area_field, text_field
from yardflow.state.settings.email import BOXES, EmailSettingsState


def email() -> rx.Component:
    """One form: what stands in every email, and how much goes out."""
    state = EmailSettingsState
    return loaded_or(
        state.loaded,
        state.problem,
        state.load,
        card(loading_lines(7)),
        rx.form(
            _identity(),
            _limits(),
            _lawful_bases(),
            form_error(state.errors.get("form", "").to(str)),
            submit("Save", class_name="self-start"),
            on_submit=state.save,
            custom_attrs={"data-kept": "email"},
            key=state.edition.to(str),
            class_name="flex flex-col gap-4",
        ),
    )


def _identity() -> rx.Component:
    return card(
        rx.el.div(
            _field(
                text_area_field,
                "Postal address",
                "postal_address",
                hint="Appears in every email, as the law requires. Sequences can't be published "
                "without it.",
                rows=3,
            ),
            _field(
                text_field,
                "Tracking domain",
                "tracking_host",
                hint="Links in emails lead through this address, so that clicks are counted. Point "
                "its DNS record at YardFlow's server, or leave it empty to use YardFlow's own.",
                placeholder="https://go.acme.com",
                input_mode="url",
            ),
            _field(
                text_field,
                "Reply domain",
                "reply_host",
                hint="Replies go to a secret address of this domain, so that YardFlow reads them. "
                "Point its MX record at SendGrid and set up Inbound Parse for it. Leave it empty "
                "and replies go to the senders’ mailboxes alone.",
                placeholder="reply.acme.com",
            ),
            class_name="flex flex-col gap-4",
        ),
        title="In every email",
    )


def _limits() -> rx.Component:
    return card(
        rx.el.div(
            _number("Emails per person each week", "person_per_week", required=True),
            _number("First emails per account each day", "first_touches_per_day"),
            _number("Emails per recipient domain each day", "domain_per_day"),
            class_name="grid sm:grid-cols-3 gap-4 items-end",
        ),
        rx.el.p(
            "These limits hold across all sequences and senders. Leave a daily limit empty for no "
            "limit.",
            class_name="yf-hint mt-3",
        ),
        title="Limits",
    )


def _lawful_bases() -> rx.Component:
    state = EmailSettingsState
    error = state.errors.get("lawful_bases", "").to(str)
    return card(
        rx.el.fieldset(
            rx.el.legend(
                "Sequences email contacts whose lawful basis is",
                class_name="yf-label mb-2",
            ),
            *[
                checkbox(basis or "Not recorded", box, state.lawful_bases.contains(basis))
                for basis, box in BOXES.items()
            ],
            rx.cond(error != "", rx.el.span(error, class_name="yf-error", role="alert")),
            class_name="flex flex-col gap-2",
        ),
        rx.el.p("Contacts with “No basis” are never emailed.", class_name="yf-hint mt-3"),
        title="Lawful basis",
    )


def _number(label: str, name: str, **props: Any) -> rx.Component:
    return _field(text_field, label, name, input_mode="numeric", **props)


def _field(kind: Any, label: str, name: str, **props: Any) -> rx.Component:
    state = EmailSettingsState
    return kind(
        label,
        name,
        error=state.errors.get(name, "").to(str),
        default_value=state.texts.get(name, "").to(str),
        auto_complete="off",
        **props,
    )
