"""How lists and records show a contact's personas and email, and the choices of both."""

from typing import Any

import reflex as rx

from yardflow.components.kit.badges import Tone, badge
from yardflow.components.kit.links import full_load_link
from yardflow.components.records.list_cells import copy_button
from yardflow.state.labels import EMAIL_STATUSES

PERSONAS = [
    ("ExecOps", "ExecOps"),
    ("Ops", "Ops"),
    ("Procurement", "Procurement"),
    ("Sales", "Sales"),
    ("Tech", "Tech"),
    ("NonOps", "NonOps"),
]
# Statuses that a list marks; an email that is simply given has no mark.
_EMAIL_TONES: dict[str, Tone] = {"guessed": "orange", "verified": "green", "bounced": "red"}
_EMAIL_ICONS = {"guessed": "circle-help", "verified": "badge-check", "bounced": "circle-x"}


def persona_badges(personas: rx.Var[list[str]]) -> rx.Component:
    """A badge for each persona."""
    return rx.el.div(
        rx.foreach(
            personas,
            lambda persona: badge(persona, "outline", key=persona),
        ),
        class_name="flex flex-wrap gap-1",
    )


def email_with_status(
    email: rx.Var[str],
    status: rx.Var[str],
    shared: rx.Var[bool],
    *,
    href: rx.Var[str] | None = None,
) -> rx.Component:
    """An email, with a badge where it is guessed, verified, bounced or shared; or "No email".

    With ``href``, which begins an email, it is a link that is cut where there is no room for it;
    otherwise all of it shows.
    """
    whole = href is None
    shown = (
        rx.el.span(
            email.split("@")[0],
            "@",
            rx.el.wbr(),
            email.split("@")[1],
            class_name="[overflow-wrap:anywhere]",
        )
        if href is None
        else full_load_link(email, href, class_name="yf-quiet-link yf-truncate", title=email)
    )
    return rx.cond(
        email != "",
        rx.el.span(
            shown,
            rx.match(
                status,
                *[(name, badge(EMAIL_STATUSES[name], tone)) for name, tone in _EMAIL_TONES.items()],
                rx.fragment(),
            ),
            rx.cond(shared, badge("Shared mailbox" if whole else "Shared", title="Shared mailbox")),
            class_name="inline-flex flex-wrap items-center gap-1.5 min-w-0 max-w-full"
            if whole
            else "inline-flex items-center gap-1.5 min-w-0 max-w-full",
        ),
        rx.el.span(EMAIL_STATUSES["none"], class_name="yf-muted"),
    )


def email_cell(row: Any) -> rx.Component:
    """An email in a row of a list, with a sign where there is more to say of it."""
    signs = [
        (status, _sign(icon, EMAIL_STATUSES[status], _EMAIL_TONES[status]))
        for status, icon in _EMAIL_ICONS.items()
    ]
    return rx.cond(
        row.email != "",
        rx.el.span(
            rx.el.span(row.email, title=row.email, class_name="yf-truncate"),
            rx.match(row.email_status, *signs, rx.fragment()),
            rx.cond(row.email_shared, _sign("users", "Shared mailbox", "gray")),
            class_name="flex items-center gap-1.5 min-w-0",
        ),
        rx.el.span("–", title=EMAIL_STATUSES["none"], class_name="yf-faint"),
    )


def _sign(icon: str, text: str, tone: Tone) -> rx.Component:
    return rx.el.span(
        rx.icon(icon, size=13),
        rx.el.span(text, class_name="yf-hidden-text"),
        title=text,
        class_name="yf-sign",
        custom_attrs={"data-tone": tone},
    )


def number(row: Any) -> rx.Var[str]:
    """The number that a `ContactItem` is called by, as people read it."""
    return rx.cond(row.texts["mobile"] != "", row.texts["mobile"], row.texts["phone"]).to(str)


def copy_number(state: Any, row: Any) -> rx.Component:
    """Copies that number."""
    mobile, phone = row.texts["mobile"], row.texts["phone"]
    return rx.cond(
        mobile != "",
        copy_button(state, "Mobile", row.name, mobile),
        copy_button(state, "Phone", row.name, phone),
    )
