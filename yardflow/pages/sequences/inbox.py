"""What came in: new replies, those to place, absences and stops."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button, submit
from yardflow.components.kit.dates import date_field
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.shortcuts import shortcuts
from yardflow.components.kit.table import Column, row_link
from yardflow.components.kit.times import relative
from yardflow.components.records.list_cells import row_actions, text_cell
from yardflow.components.records.list_page import list_page
from yardflow.components.sequences.badges import reply_mark
from yardflow.components.sequences.enroll import enroll_dialog
from yardflow.pages.page import Page
from yardflow.state.sequences.inbox import CandidateItem, InboxState, ReplyItem

state = InboxState
COLUMNS = [
    Column("From", lambda row: _from(row), width="200px", grows=True),
    Column("Kind", lambda row: reply_mark(row.kind, row.label), name="kind", width="170px"),
    Column("Text", lambda row: _text(row), name="text", width="260px", grows=True),
    Column(
        "What followed",
        lambda row: text_cell(row.outcome),
        name="outcome",
        width="200px",
        grows=True,
    ),
    Column("Sequence", lambda row: text_cell(row.sequence), name="sequence", width="150px"),
    Column("Received", lambda row: relative(row.at), name="received", width="120px"),
]


KEYS = (
    (("J", "K"), "next, previous"),
    (("Enter",), "open"),
    (("D",), "done"),
    (("X",), "suppress"),
    (("P",), "place"),
    (("S",), "add successor"),
    (("H",), "change hold"),
)


def inbox() -> rx.Component:
    """The list, and the choice of a conversation for a reply that has no place. By keyboard:
    assets/inbox.js finds a row by ``data-inbox-item`` and its buttons by ``data-do``.
    """
    return list_page(
        "Inbox",
        state,
        COLUMNS,
        _placing(),
        _holding(),
        enroll_dialog(),
        actions=shortcuts(KEYS, "max-xl:hidden"),
        noun="replies",
        empty=empty_state(
            "inbox",
            "No new replies",
            "Replies to emails of sequences appear here. Choose what to show above.",
        ),
        phone=_on_phone,
        row_actions=_actions,
    )


def _from(row: ReplyItem) -> rx.Component:
    name = rx.cond(
        row.href != "",
        row_link(row.name, row.href),
        rx.el.div(row.name, title=row.name, class_name="yf-truncate font-medium"),
    )
    return rx.el.div(
        name,
        rx.el.div(row.account, class_name="yf-hint yf-truncate max-sm:hidden"),
        rx.el.div(row.text, dir="auto", class_name="yf-hint yf-truncate sm:hidden"),
        id=f"reply-{row.id}",
        tab_index=-1,
        class_name="min-w-0 yf-inbox-item",
        custom_attrs={"data-inbox-item": ""},
    )


def _text(row: ReplyItem) -> rx.Component:
    """Begins where its writing does: on the right in Arabic."""
    return rx.el.div(row.text, dir="auto", title=row.text, class_name="yf-truncate")


def _actions(row: ReplyItem) -> rx.Component:
    return row_actions(
        *[
            rx.cond(there, _key_button(label, name, handler))
            for there, label, name, handler in _of(row)
        ]
    )


def _of(row: ReplyItem) -> list[tuple[Any, Any, str, Any]]:
    """What can be done about a row: when, how it is called, in short, and its handler."""
    return [
        (row.to_place, "Place", "place", state.ask_place(row.id)),
        (row.successor != "", f"Add {row.successor}", "successor", state.add_successor(row.id)),
        (row.held_until != "", "Change hold", "hold", state.ask_hold(row.id)),
        (row.may_stop, "Suppress", "suppress", state.stop(row.id)),
        (row.is_open, "Done", "done", state.done(row.id)),
    ]


def _key_button(label: Any, name: str, handler: Any) -> rx.Component:
    key = {"place": "P", "successor": "S", "hold": "H", "suppress": "X", "done": "D"}[name]
    attributes = {"data-do": name, "aria-keyshortcuts": key}
    return button(label, size="small", on_click=handler, custom_attrs=attributes)


def _on_phone(row: ReplyItem) -> rx.Component:
    menu = rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(icon_button("ellipsis", "More actions")),
        rx.dropdown_menu.content(
            *[
                rx.cond(there, rx.dropdown_menu.item(label, on_select=handler))
                for there, label, _, handler in _of(row)
            ],
            align="end",
        ),
        modal=False,
    )
    has_more = row.is_open | (row.successor != "") | (row.held_until != "")
    return rx.fragment(reply_mark(row.kind, row.label), rx.cond(has_more, menu))


def _holding() -> rx.Component:
    return dialog(
        "Change the hold",
        rx.form(
            date_field("Back on", "day", state.held_day, error=state.hold_error),
            dialog_actions(button("End the hold now", on_click=state.end_hold), submit("Change")),
            on_submit=state.change_hold,
            custom_attrs={"data-kept": f"hold {state.holding}"},
        ),
        description=f"{state.holding_from} gets no emails before the day they are back.",
        open=state.holding > 0,
        on_open_change=state.close_hold,
    )


def _placing() -> rx.Component:
    return dialog(
        "Place this reply",
        rx.cond(
            state.candidates.length() > 0,
            rx.el.ul(rx.foreach(state.candidates, _candidate), class_name="flex flex-col gap-2"),
            rx.el.p("No conversation fits. Mark the reply as done.", class_name="yf-muted"),
        ),
        description=f"Which conversation does the reply of {state.placing_from} belong to?",
        open=state.placing > 0,
        on_open_change=state.close_place,
    )


def _candidate(row: CandidateItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(row.name, " at ", row.account, class_name="font-medium"),
            rx.el.div(row.subject, class_name="yf-muted yf-truncate"),
            rx.el.div(row.sequence, " · ", relative(row.at), class_name="yf-hint"),
            class_name="min-w-0 flex-1",
        ),
        button("Place here", size="small", on_click=state.place(row.message_id)),
        class_name="flex items-center gap-3",
        key=row.message_id.to(str),
    )


PAGES = (Page("/inbox", "Inbox", inbox, (InboxState.load, InboxState.follow)),)
