"""The attendees of the active event, or all contacts."""

import reflex as rx

from yardflow.components.enrichment.enrich_button import enrich_button
from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.buttons import button, button_link
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows, no_matches
from yardflow.components.kit.links import text_link
from yardflow.components.kit.switches import checkbox
from yardflow.components.kit.table import Column, data_table, pager, row_link
from yardflow.components.records.badges import attendee_badge
from yardflow.components.records.contact_cells import email_with_status, persona_badges
from yardflow.components.records.event_scope import event_count
from yardflow.components.records.export_menu import export_menu
from yardflow.components.records.new_contact import field, new_contact_dialog
from yardflow.components.records.selection_bar import selection_bar
from yardflow.components.shell.frame import frame
from yardflow.pages.contacts.toolbar import contact_toolbar
from yardflow.pages.page import Page
from yardflow.state.contacts.index import CARDS, ContactItem, ContactsState


def contacts() -> rx.Component:
    """The list, its filters above and its pager below."""
    return frame(
        "Contacts",
        contact_toolbar(),
        loaded_or(
            ContactsState.loaded,
            ContactsState.problem,
            ContactsState.load,
            card(loading_rows(), flush=True),
            rx.cond(ContactsState.rows.length() > 0, _list(), card(_none(), flush=True)),
        ),
        _new(),
        actions=button(
            "New contact", icon="plus", kind="primary", on_click=ContactsState.ask_new(True)
        ),
    )


def _list() -> rx.Component:
    pages = pager(
        ContactsState.summary,
        has_previous=ContactsState.has_previous,
        has_next=ContactsState.has_next,
        on_previous=ContactsState.previous_page,
        on_next=ContactsState.next_page,
    )
    return rx.cond(
        ContactsState.query["view"] == CARDS,
        rx.fragment(
            rx.el.ul(rx.foreach(ContactsState.rows, _card), class_name="yf-contact-cards"),
            pages,
            _selection(),
        ),
        rx.fragment(
            card(
                rx.cond(
                    ContactsState.listed_event != "",
                    _table(Column("Status", _status, shown_from="md")),
                    _table(Column("Events", event_count, shown_from="md")),
                ),
                pages,
                flush=True,
            ),
            _selection(),
        ),
    )


def _selection() -> rx.Component:
    return selection_bar(
        ContactsState,
        button_link(
            ContactsState.enrich_selected_label,
            ContactsState.enrich_selected,
            icon="sparkles",
            kind="primary",
            size="small",
        ),
        export_menu(ContactsState),
    )


def _table(membership: Column) -> rx.Component:
    return data_table(
        "Contacts",
        [
            Column("Select", _select, heading=_select_page(), width="40px"),
            Column("Name", _name, sort="name"),
            Column("Account", _account, sort="account", shown_from="md"),
            Column("Personas", lambda row: persona_badges(row.personas), shown_from="lg"),
            Column("Email", _email, shown_from="md"),
            membership,
            Column("Owner", _owner, shown_from="2xl"),
            Column("Enrichment", lambda row: enrich_button(row.id), shown_from="sm"),
        ],
        ContactsState.rows,
        key=lambda row: row.id.to(str),
        sort=ContactsState.sort,
        on_sort=ContactsState.sort_by,
    )


def _select_page() -> rx.Component:
    return checkbox(
        "Select all on this page", ContactsState.page_selected, ContactsState.select_page
    )


def _select(row: ContactItem) -> rx.Component:
    return checkbox(
        f"Select {row.name}",
        ContactsState.all_selected | ContactsState.selected.contains(row.id),
        lambda selected: ContactsState.select(row.id, selected),
    )


def _name(row: ContactItem) -> rx.Component:
    return rx.el.div(
        avatar(row.initials),
        rx.el.div(
            row_link(row.name, row.href),
            rx.el.div(row.title, class_name="yf-hint yf-truncate"),
            rx.el.div(row.account, class_name="yf-hint yf-truncate md:hidden"),
            rx.el.div(
                rx.el.span(enrich_button(row.id), class_name="sm:hidden"),
                _standing(row),
                class_name="md:hidden mt-1 flex flex-wrap items-center gap-x-2 gap-y-1",
            ),
            class_name="min-w-0",
        ),
        class_name="flex items-center gap-2.5 min-w-0 max-w-[min(260px,75vw)]",
    )


def _account(row: ContactItem) -> rx.Component:
    return rx.el.div(
        text_link(row.account, row.account_href),
        class_name="yf-truncate max-w-[150px] min-[1400px]:max-w-[180px]",
    )


def _email(row: ContactItem) -> rx.Component:
    return rx.el.div(
        email_with_status(row.email, row.email_status, row.email_shared),
        class_name="flex max-w-[160px] min-[1400px]:max-w-[200px]",
    )


def _status(row: ContactItem) -> rx.Component:
    return attendee_badge(row.status)


def _standing(row: ContactItem) -> rx.Component:
    """The status at the event, or in a list of all at how many events the contact is."""
    return rx.cond(
        ContactsState.listed_event != "",
        attendee_badge(row.status),
        rx.el.span(
            f"Events: {row.events}", title=row.event_names, class_name="yf-hint whitespace-nowrap"
        ),
    )


def _owner(row: ContactItem) -> rx.Component:
    return rx.cond(
        row.owner != "",
        rx.el.span(
            avatar(row.owner_initials),
            rx.el.span(row.owner, class_name="yf-hidden-text"),
            title=row.owner,
        ),
        rx.fragment(),
    )


def _card(row: ContactItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            avatar(row.initials, large=True),
            rx.el.div(_select(row), class_name="absolute top-3 right-3 z-[1]"),
            rx.el.div(
                row_link(row.name, row.href),
                rx.el.div(row.title, class_name="yf-hint yf-truncate", title=row.title),
                rx.el.div(
                    text_link(row.account, row.account_href), class_name="text-[13px] yf-truncate"
                ),
                class_name="min-w-0 pr-6",
            ),
            class_name="flex gap-3 min-w-0",
        ),
        rx.el.div(
            persona_badges(row.personas),
            _standing(row),
            class_name="flex items-start justify-between gap-2",
        ),
        rx.el.div(
            email_with_status(row.email, row.email_status, row.email_shared),
            class_name="flex text-[13px] min-w-0 mt-auto",
        ),
        enrich_button(row.id, explain=True),
        key=row.id.to(str),
        class_name="yf-card yf-contact-card",
    )


def _none() -> rx.Component:
    return rx.cond(
        ContactsState.narrowed,
        no_matches("contacts", ContactsState.widen),
        empty_state(
            "users",
            rx.cond(ContactsState.listed_event != "", "No attendees yet", "No contacts yet"),
            "Import the organizer's attendee list, or add a contact manually.",
            button_link("Import a list", "/import/", icon="upload", kind="primary"),
            button("New contact", icon="plus", on_click=ContactsState.ask_new(True)),
        ),
    )


def _new() -> rx.Component:
    return new_contact_dialog(
        "New contact",
        ContactsState,
        field(
            ContactsState,
            "Account",
            "account",
            required=True,
            list="companies",
            auto_complete="off",
            on_change=ContactsState.suggest.debounce(250),
            hint="We'll create the account if it doesn't exist.",
        ),
        rx.el.datalist(
            rx.foreach(ContactsState.companies, lambda name: rx.el.option(value=name)),
            id="companies",
        ),
    )


PAGES = (Page("/contacts", "Contacts", contacts, (ContactsState.load,)),)
