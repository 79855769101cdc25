"""One account: its fields, its contacts and its score."""

import reflex as rx

from yardflow.components.enrichment.enrich_button import enrich_button
from yardflow.components.enrichment.provenance import source_mark, suggestions
from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import empty_state, loading_lines, record_or
from yardflow.components.kit.field_list import field_list
from yardflow.components.kit.fields import filter_select
from yardflow.components.kit.in_place import (
    editable,
    editable_fields,
    text_input,
)
from yardflow.components.kit.links import outside_link
from yardflow.components.kit.table import Column, data_table, row_link
from yardflow.components.kit.times import relative
from yardflow.components.records.choices import owner_select
from yardflow.components.records.contact_cells import email_with_status, persona_badges
from yardflow.components.records.events_card import events_card
from yardflow.components.records.new_contact import new_contact_dialog
from yardflow.components.records.notes_card import notes_card
from yardflow.components.shell.frame import frame
from yardflow.pages.accounts.score import history_card, override_dialog, score_card
from yardflow.pages.page import Page, record_title
from yardflow.state.accounts.record import AccountState
from yardflow.state.contacts.index import ContactItem
from yardflow.state.labels import STAGES

BACK = ("Accounts", "/accounts/")
TITLE = record_title(AccountState.account.name, "Account")


def account() -> rx.Component:
    """The record."""
    return frame(
        TITLE,
        record_or(AccountState, "Account", BACK, card(loading_lines(8)), _record()),
        new_contact_dialog(f"New contact at {AccountState.account.name}", AccountState),
        override_dialog(),
        confirm_dialog(
            f"Delete {AccountState.account.name}?",
            AccountState.delete_warning,
            open=AccountState.confirming_delete,
            on_open_change=AccountState.ask_delete,
            confirm="Delete account",
            on_confirm=AccountState.delete,
        ),
        section="Accounts",
        back=BACK,
        actions=rx.cond(
            AccountState.account.id > 0,
            icon_button("trash-2", "Delete account", on_click=AccountState.ask_delete(True)),
        ),
    )


def _record() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _head(),
            _details(),
            notes_card(AccountState),
            _contacts(),
            class_name="flex flex-col gap-4 min-w-0",
        ),
        rx.el.div(
            _standing(),
            events_card(AccountState, "Stage", STAGES),
            score_card(),
            history_card(),
            class_name="flex flex-col gap-4 min-w-0",
        ),
        class_name="yf-record",
    )


def _head() -> rx.Component:
    account = AccountState.account
    return card(
        rx.el.div(
            avatar(account.initials, large=True, square=True),
            rx.el.div(
                rx.el.h2(account.name, class_name="text-[17px] leading-6 font-semibold"),
                rx.el.p(account.industry, class_name="yf-muted"),
                class_name="flex-[1_1_200px] min-w-0",
            ),
            rx.cond(
                account.website != "", outside_link(account.domain, account.website), rx.fragment()
            ),
            class_name="flex flex-wrap items-center gap-3",
        ),
    )


def _details() -> rx.Component:
    account = AccountState.account
    return card(
        editable_fields(
            _line("Name", "name", account.name),
            _line("Website", "website", account.website),
            _line("Email domain", "domain", account.domain),
            _enrichable("Industry", "industry", account.industry),
            _enrichable("Size", "size", account.size),
            _line("Headquarters", "headquarters", account.headquarters),
        ),
        title="Details",
    )


def _line(label: str, name: str, value: rx.Var[str]) -> rx.Component:
    return editable(label, name, value, text_input(label, name, value), state=AccountState)


def _enrichable(label: str, name: str, value: rx.Var[str]) -> rx.Component:
    """A field that enrichment may fill in."""
    return editable(
        label,
        name,
        value,
        text_input(label, name, value),
        state=AccountState,
        beside=source_mark(name, AccountState),
        below=suggestions(name, AccountState),
    )


def _contacts() -> rx.Component:
    return card(
        rx.cond(
            AccountState.contacts.length() > 0,
            rx.fragment(
                data_table(
                    "Contacts",
                    [
                        Column("Name", _name_and_title),
                        Column("Email and personas", _email, shown_from="md"),
                        Column("Enrichment", lambda row: enrich_button(row.id), shown_from="sm"),
                    ],
                    AccountState.contacts,
                    key=lambda row: row.id.to(str),
                ),
                rx.cond(
                    AccountState.more_contacts != "",
                    rx.el.p(AccountState.more_contacts, class_name="yf-hint p-4"),
                ),
            ),
            empty_state(
                "users",
                "No contacts yet",
                "Add the people you want to meet. They drive most of the ICP score.",
            ),
        ),
        title="Contacts",
        actions=button(
            "Add contact", icon="plus", size="small", on_click=AccountState.ask_new(True)
        ),
        flush=True,
    )


def _name_and_title(row: ContactItem) -> rx.Component:
    return rx.el.div(
        avatar(row.initials),
        rx.el.div(
            row_link(row.name, row.href),
            rx.el.div(row.title, class_name="yf-hint yf-truncate"),
            class_name="min-w-0",
        ),
        class_name="flex items-center gap-2.5 min-w-0 max-w-[230px]",
    )


def _email(row: ContactItem) -> rx.Component:
    return rx.el.div(
        email_with_status(row.email, row.email_status, row.email_shared),
        persona_badges(row.personas),
        class_name="flex flex-col gap-1 max-w-[250px] text-[13px]",
    )


def _standing() -> rx.Component:
    account = AccountState.account
    return card(
        field_list(
            ("Stage", _stage()),
            (
                "Owner",
                owner_select(account.owner_id, AccountState.owner_choices, AccountState.assign),
            ),
            ("Added", relative(account.created_at)),
            ("Updated", relative(account.updated_at)),
        ),
    )


def _stage() -> rx.Component:
    """The stage at the active event, or a button that makes the account a target there."""
    event = AccountState.current_event
    return rx.cond(
        AccountState.at_current != "",
        rx.el.div(
            filter_select(
                "Stage",
                AccountState.at_current,
                list(STAGES.items()),
                lambda stage: AccountState.change_at_event(event.id, stage),
            ),
            rx.el.div(f"At {event.name}", class_name="yf-hint mt-1"),
        ),
        rx.cond(
            event.id != "",
            button(
                f"Add to {event.name}",
                icon="calendar-plus",
                size="small",
                on_click=AccountState.add_to_event(event.id),
            ),
            rx.el.span("–", class_name="yf-muted"),
        ),
    )


PAGES = (Page("/accounts/[account_id]", TITLE, account, (AccountState.load,)),)
