"""A contact as a card, with Enrich Now on it."""

from typing import Any

import reflex as rx

from yardflow.components.enrichment.enrich_button import enrich_button
from yardflow.components.enrichment.run_result import run_result
from yardflow.components.hubspot.badges import standing_on_card
from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.links import full_load_link, link
from yardflow.components.kit.table import row_link
from yardflow.components.records.badges import attendee_badge
from yardflow.components.records.contact_cells import (
    copy_number,
    email_with_status,
    number,
    persona_badges,
)
from yardflow.components.records.list_cells import copy_button
from yardflow.components.records.list_page import row_select


def contact_card(state: Any, row: Any) -> rx.Component:
    """A card of a list; ``row`` is a `ContactItem`."""
    return rx.el.li(
        rx.el.div(
            avatar(row.initials, large=True),
            rx.el.div(row_select(state, row), class_name="absolute top-3 right-3 z-[1]"),
            rx.el.div(
                row_link(row.name, row.href),
                rx.el.div(
                    row.title,
                    class_name="yf-hint yf-truncate",
                    title=row.title,
                    custom_attrs=_fresh(state, row, "title"),
                ),
                link(
                    row.account,
                    href=row.account_href,
                    title=row.account,
                    class_name="yf-quiet-link text-[13px] yf-truncate block",
                ),
                class_name="min-w-0 pr-6",
            ),
            class_name="flex gap-3 min-w-0",
        ),
        rx.el.div(
            persona_badges(row.personas),
            rx.cond(
                state.listed_event != "",
                attendee_badge(row.status),
                rx.el.span(
                    f"Events: {row.events}",
                    title=row.event_names,
                    class_name="yf-hint whitespace-nowrap",
                ),
            ),
            class_name="flex items-start justify-between gap-2",
            custom_attrs=_fresh(state, row, "personas"),
        ),
        standing_on_card(state, row),
        rx.el.div(
            rx.el.div(
                email_with_status(
                    row.email, row.email_status, row.email_shared, href=row.email_href
                ),
                copy_button(state, "Email", row.name, row.email),
                class_name="flex items-center gap-1 min-w-0",
                custom_attrs=_fresh(state, row, "email"),
            ),
            rx.cond(
                row.call_href != "",
                rx.el.div(
                    full_load_link(
                        number(row), row.call_href, class_name="yf-quiet-link yf-truncate"
                    ),
                    copy_number(state, row),
                    class_name="flex items-center gap-1 min-w-0",
                ),
            ),
            class_name="flex flex-col grow text-[13px] min-w-0",
        ),
        enrich_button(row.id, explain=True),
        run_result(row.id),
        key=row.id.to(str),
        class_name="yf-card yf-contact-card",
    )


def _fresh(state: Any, row: Any, name: str) -> dict[str, Any]:
    """Marks a part of the card that a run has just changed."""
    return {"data-fresh": state.fresh.contains(f"{row.id}-{name}").to(str)}
