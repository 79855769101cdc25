"""The page of one sender."""

from typing import Any

import reflex as rx

from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, button_link, icon_button, submit
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.dates import date_input
from yardflow.components.kit.dialogs import confirm_dialog, dialog, dialog_actions
from yardflow.components.kit.feedback import loading_lines, progress_bar, record_or
from yardflow.components.kit.field_list import value_or_dash
from yardflow.components.kit.fields import text_field
from yardflow.components.kit.in_place import editable, editable_fields, field_row, text_input
from yardflow.components.kit.times import relative
from yardflow.components.meetings.booking_card import booking_card
from yardflow.components.records.choices import owner_select
from yardflow.components.records.record_page import added_and_updated
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page, record_title
from yardflow.pages.senders.signature import signature
from yardflow.pages.senders.verification import verification
from yardflow.state.senders.booking import BookingState
from yardflow.state.senders.index import SendersState
from yardflow.state.senders.record import PAUSED_WHEN, SenderState

BACK = ("Senders", SendersState.list_href)
SENDER = SenderState.sender
TITLE = record_title(SENDER.name, "Sender")


def sender() -> rx.Component:
    """The record."""
    content = rx.el.div(
        _header(),
        rx.el.div(
            rx.el.div(_details(), signature(), class_name="flex flex-col gap-4 min-w-0"),
            rx.el.div(
                _today(),
                booking_card(
                    SENDER.may_edit, SENDER.texts["timezone"], SENDER.texts["booking_url"]
                ),
                verification(),
                class_name="flex flex-col gap-4 min-w-0",
            ),
            class_name="yf-record",
        ),
        class_name="flex flex-col gap-4",
    )
    is_shown = SenderState.loaded & (SenderState.problem == "")
    return frame(
        TITLE,
        rx.cond(is_shown, rx.fragment(), rx.el.h1(TITLE, class_name="yf-hidden-text")),
        record_or(SenderState, "Sender", BACK, card(loading_lines(8)), content),
        _pause_dialog(),
        confirm_dialog(
            f"Delete {SENDER.name}?",
            "This can't be undone.",
            open=SenderState.confirming_delete,
            on_open_change=SenderState.ask_delete,
            confirm="Delete sender",
            on_confirm=SenderState.delete,
        ),
        section="Senders",
        back=BACK,
        heading=False,
    )


def _header() -> rx.Component:
    paused = SENDER.paused_at != ""
    return card(
        rx.el.div(
            rx.el.div(
                avatar(SENDER.initials, large=True),
                rx.el.div(
                    rx.el.h1(SENDER.name),
                    rx.el.p(SENDER.texts["address"], class_name="yf-muted"),
                    class_name="min-w-0 flex-1",
                ),
                class_name="yf-record-who",
            ),
            rx.el.div(
                rx.cond(
                    paused,
                    badge("Paused", "orange", dot=True),
                    badge("Sending", "green", dot=True),
                ),
                rx.cond(
                    paused,
                    rx.cond(
                        SENDER.may_edit,
                        button("Resume", icon="play", on_click=SenderState.resume(SENDER.id)),
                    ),
                    button("Pause", icon="pause", on_click=SenderState.ask_pause(True)),
                ),
                button_link("Outbox", f"/outbox/?sender={SENDER.id}", icon="mails"),
                rx.cond(SENDER.may_edit, _more()),
                class_name="yf-record-actions",
            ),
            class_name="yf-record-top",
        ),
        rx.cond(paused, rx.el.div(_why_paused(), class_name="px-4 pb-4")),
        class_name="yf-record-head",
    )


def _why_paused() -> rx.Component:
    return callout(
        "pause",
        "orange",
        rx.el.p(SENDER.pause_reason),
        rx.el.p(
            "Paused ",
            relative(SENDER.paused_at),
            rx.cond(SENDER.paused_by != "", rx.Var.create(" by ") + SENDER.paused_by, ""),
            class_name="yf-hint",
        ),
    )


def _more() -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(icon_button("ellipsis", "More actions")),
        rx.dropdown_menu.content(
            rx.dropdown_menu.item(
                "Delete sender…", color_scheme="red", on_select=SenderState.ask_delete(True)
            ),
            align="end",
        ),
        modal=False,
    )


def _details() -> rx.Component:
    return card(
        editable_fields(
            _line("Name", "name"),
            _line("Address", "address", input_mode="email"),
            _line("Reply to", "reply_to", input_mode="email"),
            _line("Time zone", "timezone"),
            _line("Own booking page", "booking_url", input_mode="url"),
            _line("Emails a day", "daily_cap", input_mode="numeric"),
            _row(
                "Warm-up",
                "warmup",
                SENDER.warmup,
                _first_day(),
                _small("Emails that day", "warmup_first", first=False),
                _small("More each day", "warmup_step", first=False),
            ),
            _row(
                "Time between emails",
                "pace",
                SENDER.pace,
                _small("Seconds", "pace_s"),
                _small("Random extra seconds", "jitter_s", first=False),
            ),
            field_row(
                "Owner",
                rx.cond(
                    SenderState.me.is_admin,
                    owner_select(
                        SENDER.user_id,
                        SenderState.owner_choices,
                        lambda owner: SenderState.assign(SENDER.id, owner),
                    ),
                    rx.cond(SENDER.owner != "", SENDER.owner, "Unassigned"),
                ),
            ),
        ),
        added_and_updated(SENDER),
        title="Details",
    )


def _line(label: str, name: str, **props: Any) -> rx.Component:
    value = SENDER.texts[name]
    return _row(label, name, value, text_input(label, name, value, **props))


def _row(label: str, group: str, shown: Any, *controls: rx.Component) -> rx.Component:
    """A field, edited in place by those who may."""
    return rx.cond(
        SENDER.may_edit,
        editable(label, group, shown, *controls, state=SenderState),
        field_row(label, value_or_dash(shown)),
    )


def _small(label: str, name: str, *, first: bool = True, **props: Any) -> rx.Component:
    """One of several controls in a form, with its label above it."""
    control = text_input(label, name, SENDER.texts[name], first=first, **props)
    return rx.el.label(
        rx.el.span(label, class_name="yf-hint"), control, class_name="grid gap-1 flex-1 self-end"
    )


def _first_day() -> rx.Component:
    label, name = "First day", "warmup_began"
    return rx.el.div(
        rx.el.span(label, class_name="yf-hint", aria_hidden="true"),
        date_input(label, name, SENDER.texts[name], auto_focus=True),
        class_name="grid gap-1 flex-1 self-end min-w-[148px]",
    )


def _today() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.span(SENDER.sent, class_name="text-[20px] leading-7 font-semibold yf-num"),
            rx.el.span("emails sent", class_name="yf-muted"),
            class_name="flex flex-wrap items-baseline gap-x-2 mb-2.5",
        ),
        progress_bar("Sent today", SENDER.percent),
        rx.el.p(
            "The day ends at midnight in ",
            SENDER.texts["timezone"],
            ".",
            class_name="yf-hint mt-2.5",
        ),
        rx.el.p(SenderState.lately, class_name="yf-num text-[13px] mt-3"),
        rx.el.p(PAUSED_WHEN, class_name="yf-hint mt-1"),
        title="Today",
    )


def _pause_dialog() -> rx.Component:
    return dialog(
        f"Pause {SENDER.name}",
        rx.form(
            text_field(
                "Reason",
                "reason",
                error=SenderState.pause_error,
                required=True,
                max_length=300,
                auto_focus=True,
                auto_complete="off",
            ),
            dialog_actions(
                button("Cancel", on_click=SenderState.ask_pause(False)), submit("Pause sender")
            ),
            on_submit=SenderState.pause,
            custom_attrs={"data-kept": "pause"},
        ),
        open=SenderState.pausing,
        on_open_change=SenderState.ask_pause,
        description="People who get emails from this sender wait until someone resumes it.",
    )


PAGES = (Page("/senders/[sender_id]", TITLE, sender, (SenderState.load, BookingState.load)),)
