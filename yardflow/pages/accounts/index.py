"""The target accounts of the active event, or all accounts."""

import reflex as rx

from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.buttons import button, button_link, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows, no_matches
from yardflow.components.kit.fields import (
    filter_select,
    form_error,
    search_field,
    select_field,
    text_field,
    toolbar,
)
from yardflow.components.kit.switches import checkbox
from yardflow.components.kit.table import Column, cut, data_table, pager, row_link
from yardflow.components.records.badges import stage_badge
from yardflow.components.records.choices import owner_filter
from yardflow.components.records.event_scope import event_count, event_scope
from yardflow.components.records.export_menu import export_menu
from yardflow.components.records.score import score_bar
from yardflow.components.records.selection_bar import selection_bar
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.accounts.index import AccountItem, AccountsState
from yardflow.state.labels import STAGES

SCORES = [("80", "Score 80+"), ("60", "Score 60+"), ("40", "Score 40+"), ("20", "Score 20+")]


def accounts() -> rx.Component:
    """The list, its filters above and its pager below."""
    return frame(
        "Accounts",
        _tools(),
        card(
            loaded_or(
                AccountsState.loaded,
                AccountsState.problem,
                AccountsState.load,
                loading_rows(),
                rx.cond(AccountsState.rows.length() > 0, _list(), _none()),
            ),
            flush=True,
        ),
        rx.cond(AccountsState.loaded, selection_bar(AccountsState, export_menu(AccountsState))),
        _new(),
        actions=button(
            "New account", icon="plus", kind="primary", on_click=AccountsState.ask_new(True)
        ),
    )


def _tools() -> rx.Component:
    query = AccountsState.query
    return toolbar(
        event_scope(AccountsState),
        search_field(
            "Search accounts",
            query["q"].to(str),
            AccountsState.search,
            placeholder="Name or domain",
        ),
        rx.cond(
            AccountsState.listed_event != "",
            filter_select(
                "Stage",
                query["stage"].to(str),
                list(STAGES.items()),
                lambda value: AccountsState.narrow("stage", value),
                every="All stages",
            ),
        ),
        filter_select(
            "ICP score",
            query["score"].to(str),
            SCORES,
            lambda value: AccountsState.narrow("score", value),
            every="All scores",
        ),
        owner_filter(
            query["owner"].to(str),
            AccountsState.owner_choices,
            lambda value: AccountsState.narrow("owner", value),
        ),
        rx.cond(
            AccountsState.narrowed,
            button("Clear", icon="x", kind="ghost", on_click=AccountsState.widen),
        ),
    )


def _list() -> rx.Component:
    return rx.fragment(
        rx.cond(
            AccountsState.listed_event != "",
            _table(Column("Stage", lambda row: stage_badge(row.stage), sort="stage")),
            _table(Column("Events", event_count)),
        ),
        pager(
            AccountsState.summary,
            has_previous=AccountsState.has_previous,
            has_next=AccountsState.has_next,
            on_previous=AccountsState.previous_page,
            on_next=AccountsState.next_page,
        ),
    )


def _table(membership: Column) -> rx.Component:
    return data_table(
        "Accounts",
        [
            Column("Select", _select, heading=_select_page(), width="40px"),
            Column("Name", _name, sort="name"),
            membership,
            Column("ICP score", _score, sort="icpScore", shown_from="sm"),
            Column("Contacts", lambda row: row.contacts, align="right", shown_from="md"),
            Column("Industry", lambda row: cut(row.industry), shown_from="lg"),
            Column("Headquarters", lambda row: cut(row.headquarters), shown_from="xl"),
            Column("Owner", _owner, shown_from="lg"),
        ],
        AccountsState.rows,
        key=lambda row: row.id.to(str),
        sort=AccountsState.sort,
        on_sort=AccountsState.sort_by,
    )


def _name(row: AccountItem) -> rx.Component:
    return rx.el.div(
        avatar(row.initials, square=True),
        rx.el.div(
            row_link(row.name, row.href),
            rx.el.div(row.domain, class_name="yf-hint yf-truncate"),
            rx.el.div(_score(row), class_name="sm:hidden mt-1"),
            class_name="min-w-0",
        ),
        class_name="flex items-center gap-2.5 min-w-0 max-w-[min(300px,40vw)]",
    )


def _select_page() -> rx.Component:
    return checkbox(
        "Select all on this page", AccountsState.page_selected, AccountsState.select_page
    )


def _select(row: AccountItem) -> rx.Component:
    return checkbox(
        f"Select {row.name}",
        AccountsState.all_selected | AccountsState.selected.contains(row.id),
        lambda selected: AccountsState.select(row.id, selected),
    )


def _score(row: AccountItem) -> rx.Component:
    return score_bar(row.score, row.overridden)


def _owner(row: AccountItem) -> rx.Component:
    return cut(row.owner)


def _none() -> rx.Component:
    return rx.cond(
        AccountsState.narrowed,
        no_matches("accounts", AccountsState.widen),
        empty_state(
            "building-2",
            rx.cond(AccountsState.listed_event != "", "No target accounts yet", "No accounts yet"),
            "Import exhibitors or attendees. We create an account for each company.",
            button_link("Import a list", "/import/", icon="upload", kind="primary"),
            button("New account", icon="plus", on_click=AccountsState.ask_new(True)),
        ),
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
        ),
        open=AccountsState.adding,
        on_open_change=AccountsState.ask_new,
        width="520px",
    )


def _text(label: str, name: str, **props: object) -> rx.Component:
    error = AccountsState.errors.get(name, "").to(str)
    return text_field(label, name, error=error, **props)


PAGES = (Page("/accounts", "Accounts", accounts, (AccountsState.load,)),)
