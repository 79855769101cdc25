"""What narrows the list of contacts, and how it is shown."""

import reflex as rx

from yardflow.components.kit.buttons import button, button_link
from yardflow.components.kit.fields import filter_select, search_field, toolbar
from yardflow.components.records.choices import owner_filter
from yardflow.components.records.contact_cells import PERSONAS
from yardflow.components.records.event_scope import event_scope
from yardflow.state.contacts.index import CARDS, TABLE, ContactsState
from yardflow.state.labels import ATTENDEE_STATUSES, EMAIL_STATUSES, SENIORITIES, STAGES


def contact_toolbar() -> rx.Component:
    """Scope, search, filters, enriching all that they leave, and the view."""
    query = ContactsState.query
    return toolbar(
        event_scope(ContactsState),
        search_field(
            "Search contacts",
            query["q"].to(str),
            ContactsState.search,
            placeholder="Name, email or account",
        ),
        filter_select(
            "Persona",
            query["persona"].to(str),
            PERSONAS,
            lambda value: ContactsState.narrow("persona", value),
            every="All personas",
        ),
        filter_select(
            "Seniority",
            query["seniority"].to(str),
            list(SENIORITIES.items()),
            lambda value: ContactsState.narrow("seniority", value),
            every="All seniorities",
        ),
        rx.cond(ContactsState.listed_event != "", _event_filters()),
        filter_select(
            "Email",
            query["email"].to(str),
            list(EMAIL_STATUSES.items()),
            lambda value: ContactsState.narrow("email", value),
            every="Email: any",
        ),
        filter_select(
            "Enrichment",
            query["enriched"].to(str),
            [("yes", "Enriched"), ("no", "Not enriched")],
            lambda value: ContactsState.narrow("enriched", value),
            every="Enrichment: any",
        ),
        owner_filter(
            query["owner"].to(str),
            ContactsState.owner_choices,
            lambda value: ContactsState.narrow("owner", value),
        ),
        rx.cond(
            ContactsState.narrowed,
            button("Clear", icon="x", kind="ghost", on_click=ContactsState.widen),
        ),
        rx.cond(
            ContactsState.rows.length() > 0,
            button_link(
                ContactsState.enrich_all_label,
                ContactsState.enrich_all,
                icon="sparkles",
                class_name="ml-auto",
            ),
        ),
        _view_switch(),
    )


def _event_filters() -> rx.Component:
    query = ContactsState.query
    return rx.fragment(
        filter_select(
            "Account stage",
            query["stage"].to(str),
            list(STAGES.items()),
            lambda value: ContactsState.narrow("stage", value),
            every="All stages",
        ),
        filter_select(
            "Status",
            query["status"].to(str),
            list(ATTENDEE_STATUSES.items()),
            lambda value: ContactsState.narrow("status", value),
            every="All statuses",
        ),
    )


def _view_switch() -> rx.Component:
    return rx.el.div(
        *[
            rx.el.button(
                rx.icon(icon, size=15),
                type="button",
                title=name,
                aria_label=name,
                aria_pressed=rx.cond(ContactsState.query["view"] == view, "true", "false"),
                on_click=ContactsState.narrow("view", view),
            )
            for view, icon, name in (
                (TABLE, "rows-3", "Table view"),
                (CARDS, "layout-grid", "Card view"),
            )
        ],
        role="group",
        aria_label="View",
        class_name="yf-switch max-sm:hidden",
    )
