"""What came in: new replies, those to place, absences and stops."""

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.dialogs import dialog
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.table import Column, row_link
from yardflow.components.kit.times import relative
from yardflow.components.records.list_cells import row_actions, text_cell
from yardflow.components.records.list_page import list_page
from yardflow.components.sequences.badges import reply_mark
from yardflow.pages.page import Page
from yardflow.state.sequences.inbox import FIELDS, CandidateItem, InboxState, ReplyItem

state = InboxState
COLUMNS = [
    Column("From", lambda row: _from(row), width="200px", grows=True),
    Column("Kind", lambda row: reply_mark(row.kind, row.label), name="kind", width="150px"),
    Column(
        "Text", lambda row: text_cell(row.text, quiet=False), name="text", width="260px", grows=True
    ),
    Column(
        "What followed",
        lambda row: text_cell(row.outcome),
        name="outcome",
        width="200px",
        grows=True,
    ),
    Column("Sequence", lambda row: text_cell(row.sequence), name="sequence", width="150px"),
    Column("Received", lambda row: relative(row.at), name="received", width="130px"),
]


def inbox() -> rx.Component:
    """The list, and the choice of a conversation for a reply that has no place."""
    return list_page(
        "Inbox",
        state,
        FIELDS,
        COLUMNS,
        _placing(),
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
        rx.el.div(row.text, class_name="yf-hint yf-truncate sm:hidden"),
        class_name="min-w-0",
    )


def _actions(row: ReplyItem) -> rx.Component:
    return row_actions(
        rx.cond(row.to_place, button("Place", size="small", on_click=state.ask_place(row.id))),
        rx.cond(row.is_open, button("Done", size="small", on_click=state.done(row.id))),
    )


def _on_phone(row: ReplyItem) -> rx.Component:
    menu = rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(icon_button("ellipsis", "More actions")),
        rx.dropdown_menu.content(
            rx.cond(
                row.to_place,
                rx.dropdown_menu.item("Place", on_select=state.ask_place(row.id)),
            ),
            rx.dropdown_menu.item("Done", on_select=state.done(row.id)),
            align="end",
        ),
        modal=False,
    )
    return rx.fragment(reply_mark(row.kind, row.label), rx.cond(row.is_open, menu))


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


PAGES = (Page("/inbox", "Inbox", inbox, (InboxState.load,)),)
