"""The attendees of the active event, or all contacts."""

import reflex as rx

from yardflow.components.enrichment.enrich_button import enrich_button
from yardflow.components.hubspot.badges import standing_column, standing_sign
from yardflow.components.kit.buttons import button, button_link
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.links import link
from yardflow.components.kit.table import Column
from yardflow.components.kit.times import relative
from yardflow.components.records.badges import attendee_mark, stage_mark
from yardflow.components.records.bulk_actions import contact_changes
from yardflow.components.records.contact_card import contact_card
from yardflow.components.records.contact_cells import copy_number, email_cell
from yardflow.components.records.delete_selected import (
    delete_selected_action,
    delete_selected_dialog,
)
from yardflow.components.records.event_scope import events_cell
from yardflow.components.records.export_action import export_action
from yardflow.components.records.list_cells import (
    call_link,
    copy_button,
    name_cell,
    owner_of_record_cell,
    reach_link,
    row_actions,
    some_of,
    text_cell,
    text_columns,
)
from yardflow.components.records.list_page import list_page
from yardflow.components.records.new_contact import field, new_contact_dialog
from yardflow.components.records.selection_bar import BarAction
from yardflow.components.sequences.enroll import enroll_action, enroll_dialog
from yardflow.pages.page import Page
from yardflow.services.records.contact_fields import CONTACT
from yardflow.state.contacts.index import CARDS, TABLE, ContactItem, ContactsState

_IN_EVENT = ContactsState.listed_event != ""
COLUMNS = [
    Column("Name", lambda row: name_cell(row, _job(row)), sort="name", width="172px", grows=True),
    Column("Job title", lambda row: text_cell(row.title), name="title", width="122px", grows=True),
    Column(
        "Account",
        lambda row: _account(row),
        sort="account",
        name="account",
        width="146px",
        grows=True,
    ),
    Column(
        "Status",
        lambda row: attendee_mark(row.status),
        name="status",
        width="108px",
        when=_IN_EVENT,
    ),
    Column("Events", events_cell, name="events", width="140px", when=~_IN_EVENT),
    Column(
        "Account stage",
        lambda row: stage_mark(row.stage),
        name="stage",
        width="120px",
        shown=False,
        when=_IN_EVENT,
    ),
    Column("Personas", lambda row: some_of(row.personas), name="personas", width="152px"),
    Column(
        "Seniority",
        lambda row: text_cell(row.seniority),
        name="seniority",
        width="100px",
        shown=False,
    ),
    Column("Email", lambda row: email_cell(row), name="email", width="144px", grows=True),
    *text_columns(CONTACT),
    Column("Owner", owner_of_record_cell, name="owner", width="128px"),
    standing_column(ContactsState),
    Column(
        "Added",
        lambda row: relative(row.added),
        sort="createdAt",
        name="added",
        width="110px",
        shown=False,
    ),
]


def contacts() -> rx.Component:
    """The list, as a table or as cards."""
    return list_page(
        "Contacts",
        ContactsState,
        COLUMNS,
        _new(),
        delete_selected_dialog(ContactsState),
        enroll_dialog(),
        empty=_none(),
        phone=_on_phone,
        row_actions=_actions,
        search="Name, email, phone or account",
        views=((TABLE, "rows-3", "Table view"), (CARDS, "layout-grid", "Card view")),
        cards=lambda row: contact_card(ContactsState, row),
        bulk_actions=(
            *contact_changes(ContactsState),
            BarAction("Enrich", href=ContactsState.enrich_selected, shown_from="phone"),
            enroll_action(),
            export_action(ContactsState),
            delete_selected_action(ContactsState),
        ),
        actions=rx.fragment(
            rx.cond(
                ContactsState.rows.length() > 0,
                button_link(
                    ContactsState.enrich_all_label,
                    ContactsState.enrich_all,
                    icon="sparkles",
                    class_name="max-sm:hidden",
                ),
            ),
            button(
                "New contact", icon="plus", kind="primary", on_click=ContactsState.ask_new(True)
            ),
        ),
    )


def _job(row: ContactItem) -> rx.Var[str]:
    """What a contact does and where."""
    return rx.cond(row.title != "", f"{row.title} · {row.account}", row.account)


def _account(row: ContactItem) -> rx.Component:
    return link(
        row.account,
        href=row.account_href,
        title=row.account,
        dir="auto",
        class_name="yf-quiet-link yf-truncate block",
    )


def _actions(row: ContactItem) -> rx.Component:
    return row_actions(
        reach_link("Email", row.name, row.email_href),
        copy_button(ContactsState, "Email", row.name, row.email),
        reach_link("Call", row.name, row.call_href),
        copy_number(ContactsState, row),
        enrich_button(row.id),
    )


def _on_phone(row: ContactItem) -> rx.Component:
    return rx.fragment(
        standing_sign(ContactsState, row),
        rx.cond(_IN_EVENT, attendee_mark(row.status, words=False)),
        call_link(row.name, row.call_href),
    )


def _none() -> rx.Component:
    return empty_state(
        "users",
        rx.cond(_IN_EVENT, "No attendees yet", "No contacts yet"),
        "Import the organizer's attendee list, or add a contact manually.",
        button_link("Import a list", "/import/", icon="upload", kind="primary"),
        button("New contact", icon="plus", on_click=ContactsState.ask_new(True)),
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
