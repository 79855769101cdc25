"""The target accounts of the active event, or all accounts."""

import reflex as rx

from yardflow.components.hubspot.badges import standing_column, standing_sign
from yardflow.components.kit.buttons import button, button_link, submit
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.fields import form_error, select_field, text_field
from yardflow.components.kit.table import Column
from yardflow.components.kit.times import relative
from yardflow.components.records.badges import stage_mark
from yardflow.components.records.bulk_actions import account_changes
from yardflow.components.records.delete_selected import (
    delete_selected_action,
    delete_selected_dialog,
)
from yardflow.components.records.event_scope import events_cell
from yardflow.components.records.export_action import export_action
from yardflow.components.records.list_cells import (
    copy_button,
    name_cell,
    owner_of_record_cell,
    row_actions,
    text_cell,
    text_columns,
)
from yardflow.components.records.list_page import list_page
from yardflow.components.records.score import score_bar
from yardflow.components.records.selection_bar import BarAction
from yardflow.pages.page import Page
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.state.accounts.index import AccountItem, AccountsState
from yardflow.state.labels import STAGES

_IN_EVENT = AccountsState.listed_event != ""
COLUMNS = [
    Column(
        "Name",
        lambda row: name_cell(row, row.domain, square=True),
        sort="name",
        width="216px",
        grows=True,
    ),
    Column("Domain", lambda row: text_cell(row.domain), name="domain", width="160px", grows=True),
    Column(
        "Stage",
        lambda row: stage_mark(row.stage),
        sort="stage",
        name="stage",
        width="116px",
        when=_IN_EVENT,
    ),
    Column("Events", events_cell, name="events", width="140px", when=~_IN_EVENT),
    Column(
        "ICP score",
        lambda row: score_bar(row.score, row.overridden),
        sort="icpScore",
        name="score",
        width="130px",
    ),
    Column("Contacts", lambda row: row.contacts, align="right", name="contacts", width="90px"),
    *text_columns(ACCOUNT, "industry"),
    Column("Owner", owner_of_record_cell, name="owner", width="128px"),
    standing_column(AccountsState),
    Column(
        "Added",
        lambda row: relative(row.added),
        sort="createdAt",
        name="added",
        width="110px",
        shown=False,
    ),
]


def accounts() -> rx.Component:
    """The list, and the form of a new account."""
    return list_page(
        "Accounts",
        AccountsState,
        COLUMNS,
        _new(),
        delete_selected_dialog(AccountsState),
        empty=_none(),
        phone=_on_phone,
        row_actions=_actions,
        search="Name or domain",
        bulk_actions=(
            *account_changes(AccountsState),
            BarAction(
                "Enrich contacts",
                href=AccountsState.enrich_selected,
                when=~AccountsState.all_selected,
            ),
            export_action(AccountsState),
            delete_selected_action(AccountsState),
        ),
        actions=button(
            "New account", icon="plus", kind="primary", on_click=AccountsState.ask_new(True)
        ),
    )


def _actions(row: AccountItem) -> rx.Component:
    return row_actions(
        rx.cond(
            row.domain != "",
            copy_button(AccountsState, "Domain", row.name, row.domain),
            copy_button(AccountsState, "Website", row.name, row.texts["website"]),
        ),
        rx.cond(
            row.enrich_href != "",
            button_link(
                "Enrich contacts",
                row.enrich_href,
                size="small",
                aria_label=rx.Var.create("Enrich contacts of ") + row.name,
            ),
        ),
    )


def _on_phone(row: AccountItem) -> rx.Component:
    return rx.fragment(
        standing_sign(AccountsState, row),
        rx.cond(_IN_EVENT, stage_mark(row.stage, words=False)),
        rx.el.span(row.score, title="ICP score", class_name="yf-num w-7 text-right"),
    )


def _none() -> rx.Component:
    return empty_state(
        "building-2",
        rx.cond(_IN_EVENT, "No target accounts yet", "No accounts yet"),
        "Import exhibitors or attendees. We create an account for each company.",
        button_link("Import a list", "/import/", icon="upload", kind="primary"),
        button("New account", icon="plus", on_click=AccountsState.ask_new(True)),
    )


def _new() -> rx.Component:
    errors = AccountsState.errors
    return dialog(
        "New account",
        rx.form(
            rx.el.div(
                form_error(errors.get("form", "").to(str)),
                _text("Name", "name", required=True, auto_focus=True),
                _text("Website", "website", placeholder="acme.com"),
                rx.el.div(
                    _text("Industry", "industry"),
                    _text("Size", "size", placeholder="501–1,000"),
                    class_name="grid sm:grid-cols-2 gap-4",
                ),
                rx.el.div(
                    _text("Headquarters", "headquarters"),
                    rx.cond(
                        AccountsState.listed_event != "",
                        select_field("Stage", "stage", list(STAGES.items())),
                    ),
                    class_name="grid sm:grid-cols-2 gap-4",
                ),
                class_name="flex flex-col gap-4",
            ),
            dialog_actions(
                button("Cancel", on_click=AccountsState.ask_new(False)), submit("Add account")
            ),
            on_submit=AccountsState.add,
            custom_attrs={"data-kept": "account"},
        ),
        open=AccountsState.adding,
        on_open_change=AccountsState.ask_new,
        width="520px",
    )


def _text(label: str, name: str, **props: object) -> rx.Component:
    error = AccountsState.errors.get(name, "").to(str)
    return text_field(label, name, error=error, **props)


PAGES = (Page("/accounts", "Accounts", accounts, (AccountsState.load,)),)
