"""The list of senders."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.feedback import empty_state, progress_bar
from yardflow.components.kit.fields import form_error, text_field
from yardflow.components.kit.table import Column
from yardflow.components.records.list_cells import name_cell, owner_cell, text_cell
from yardflow.components.records.list_page import list_page
from yardflow.pages.event_dialogs import TIMEZONES
from yardflow.pages.page import Page
from yardflow.services.sequences.senders.sender_fields import USUAL_CAP
from yardflow.state.senders.index import SenderItem, SendersState

COLUMNS = [
    Column(
        "Sender", lambda row: name_cell(row, row.address), sort="name", width="240px", grows=True
    ),
    Column(
        "Address",
        lambda row: text_cell(row.address),
        sort="address",
        name="address",
        width="220px",
        grows=True,
    ),
    Column("Sent today", lambda row: _sent(row), name="sent", width="180px"),
    Column("Status", lambda row: _status(row), name="status", width="200px"),
    Column("Owner", owner_cell, name="owner", width="150px"),
    Column(
        "Time zone", lambda row: text_cell(row.timezone), name="zone", width="170px", shown=False
    ),
]


def senders() -> rx.Component:
    """The list, and the form over it."""
    return list_page(
        "Senders",
        SendersState,
        COLUMNS,
        _form(),
        empty=empty_state(
            "at-sign",
            "No senders yet",
            "Sequences send their emails from senders, each with a daily limit of its own.",
            _new(),
        ),
        phone=_on_phone,
        actions=_new(),
    )


def _new() -> rx.Component:
    return button("New sender", icon="plus", kind="primary", on_click=SendersState.ask_new(True))


def _sent(row: SenderItem) -> rx.Component:
    return rx.el.div(
        rx.el.span(row.sent, class_name="yf-num yf-muted text-[12.5px] whitespace-nowrap"),
        progress_bar(rx.Var.create("Sent today by ") + row.name, row.percent),
        class_name="flex flex-col gap-1 w-full max-w-[150px]",
    )


def _status(row: SenderItem) -> rx.Component:
    return rx.el.div(
        rx.cond(
            row.paused,
            badge("Paused", "orange", dot=True, title=row.pause_reason),
            badge("Sending", "green", dot=True),
        ),
        rx.cond(row.verified, rx.fragment(), badge("Not verified", "outline")),
        class_name="flex items-center gap-1.5",
    )


def _on_phone(row: SenderItem) -> rx.Component:
    return rx.el.div(
        rx.el.span(row.sent, class_name="yf-num yf-muted text-[12.5px]"),
        rx.cond(row.paused, badge("Paused", "orange", dot=True)),
        class_name="flex flex-col items-end gap-1",
    )


def _form() -> rx.Component:
    return dialog(
        "New sender",
        rx.form(
            rx.el.div(
                form_error(SendersState.errors.get("form", "").to(str)),
                _text("Name", "name", hint="As recipients will see it.", auto_focus=True),
                _text("Email address", "address", input_mode="email"),
                rx.el.div(
                    _text("Time zone", "timezone", list="sender-zones"),
                    _text(
                        "Emails a day",
                        "daily_cap",
                        default_value=str(USUAL_CAP),
                        input_mode="numeric",
                    ),
                    class_name="grid sm:grid-cols-2 gap-4",
                ),
                rx.el.datalist(
                    *[rx.el.option(value=zone) for zone in TIMEZONES], id="sender-zones"
                ),
                class_name="flex flex-col gap-4",
            ),
            dialog_actions(
                button("Cancel", on_click=SendersState.ask_new(False)), submit("Add sender")
            ),
            on_submit=SendersState.add,
            custom_attrs={"data-kept": "sender"},
        ),
        open=SendersState.adding,
        on_open_change=SendersState.ask_new,
    )


def _text(label: str, name: str, **props: object) -> rx.Component:
    error = SendersState.errors.get(name, "").to(str)
    return text_field(label, name, error=error, auto_complete="off", required=True, **props)


PAGES = (Page("/senders", "Senders", senders, (SendersState.load,)),)
