"""Every email that sequences wrote: which went out, which did not, and why."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.links import link
from yardflow.components.kit.table import Column, row_link
from yardflow.components.kit.times import relative, until
from yardflow.components.records.list_cells import row_actions, text_cell
from yardflow.components.records.list_page import list_page
from yardflow.components.sequences.badges import message_mark
from yardflow.pages.page import Page
from yardflow.state.sequences.outbox import MessageItem, OutboxState

state = OutboxState
COLUMNS = [
    Column("Recipient", lambda row: _recipient(row), width="190px", grows=True),
    Column("Status", lambda row: message_mark(row.status), name="status", width="125px"),
    Column("Subject", lambda row: _subject(row), name="subject", width="215px", grows=True),
    Column("Sequence", lambda row: _sequence(row), name="sequence", width="170px"),
    Column("Sender", lambda row: text_cell(row.sender), name="sender", width="130px"),
    Column("Last activity", lambda row: _activity(row), name="activity", width="200px"),
]


def outbox() -> rx.Component:
    """The list, and the question before an email that may have arrived is sent again."""
    return list_page(
        "Outbox",
        state,
        COLUMNS,
        confirm_dialog(
            "Send this email again?",
            f"It may have reached {state.doubtful_address} already. They would get it twice.",
            open=state.doubtful > 0,
            on_open_change=state.close_doubt,
            confirm="Send again",
            on_confirm=state.send_doubtful,
        ),
        empty=empty_state(
            "send", "No emails yet", "Emails appear here as soon as a sequence writes them."
        ),
        phone=_on_phone,
        row_actions=_actions,
        noun="emails",
    )


def _recipient(row: MessageItem) -> rx.Component:
    name = rx.cond(
        row.href != "",
        row_link(row.name, row.href),
        rx.el.div(row.name, title=row.name, class_name="yf-truncate font-medium"),
    )
    return rx.el.div(
        name,
        rx.cond(
            row.name != row.address,
            rx.el.div(row.address, title=row.address, class_name="yf-hint yf-truncate"),
        ),
        rx.el.div(
            row.error,
            class_name="yf-hint whitespace-normal [overflow-wrap:anywhere] sm:hidden empty:hidden",
        ),
        class_name="min-w-0",
    )


def _subject(row: MessageItem) -> rx.Component:
    """With the reason for which it hasn't gone out, if there is one."""
    return rx.el.div(
        text_cell(row.subject),
        rx.el.div(row.error, title=row.error, class_name="yf-hint yf-truncate empty:hidden"),
        class_name="min-w-0",
    )


def _sequence(row: MessageItem) -> rx.Component:
    return link(
        row.sequence, href=row.sequence_href, title=row.sequence, class_name="yf-quiet-link"
    )


def _activity(row: MessageItem) -> rx.Component:
    return rx.cond(
        row.due_at != "",
        rx.fragment("Due ", until(row.due_at)),
        rx.cond(row.happened != "", rx.fragment(row.happened, " ", relative(row.at))),
    )


def _actions(row: MessageItem) -> rx.Component:
    return rx.cond(
        _is_open(row),
        row_actions(
            rx.cond(
                row.status == "unknown",
                button("Mark as sent", size="small", on_click=state.mark_sent(row.id)),
            ),
            button("Send again", size="small", on_click=state.send_again(row.id)),
        ),
    )


def _on_phone(row: MessageItem) -> rx.Component:
    menu = rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(icon_button("ellipsis", "More actions")),
        rx.dropdown_menu.content(
            rx.cond(
                row.status == "unknown",
                rx.dropdown_menu.item("Mark as sent", on_select=state.mark_sent(row.id)),
            ),
            rx.dropdown_menu.item("Send again", on_select=state.send_again(row.id)),
            align="end",
        ),
        modal=False,
    )
    return rx.fragment(message_mark(row.status), rx.cond(_is_open(row), menu))


def _is_open(row: Any) -> rx.Var[bool]:
    """Whether a person can still do something about it."""
    return (row.status == "unknown") | (row.status == "failed")


PAGES = (Page("/outbox", "Outbox", outbox, (OutboxState.load,)),)
