"""Enrollments in a card, and the dialog that says why someone has not been mailed."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_lines
from yardflow.components.kit.fields import filter_select, select_field, text_field
from yardflow.components.kit.links import text_link
from yardflow.components.kit.table import pager
from yardflow.components.kit.times import moment, relative, until
from yardflow.components.sequences.badges import enrollment_badge
from yardflow.state.labels import ENROLLMENT_STATUSES
from yardflow.state.sequences.enrollments import EnrollmentItem, EnrollmentList
from yardflow.state.sequences.why import (
    CONTACT,
    ENROLLMENT,
    LASTS,
    Change,
    Gate,
    HoldItem,
    WhyState,
)

state = EnrollmentList


def enrollments_card() -> rx.Component:
    """Who is in the sequence; its page has to call `EnrollmentList.load_sequence`."""
    return card(
        loaded_or(
            state.loaded,
            state.problem,
            state.read_again,
            loading_lines(4),
            rx.cond(
                state.rows.length() > 0,
                _rows(by_contact=True),
                rx.cond(
                    state.any,
                    rx.el.p("No one with this status.", class_name="yf-muted p-4"),
                    empty_state(
                        "users",
                        "No one is enrolled yet",
                        "Select contacts in their list, then choose Enroll.",
                    ),
                ),
            ),
        ),
        title="Enrollments",
        actions=rx.cond(
            state.any,
            rx.el.div(
                rx.el.span(state.tally, class_name="yf-hint yf-num"),
                rx.el.div(
                    filter_select(
                        "Status",
                        state.status,
                        list(ENROLLMENT_STATUSES.items()),
                        state.choose_status,
                        every="All",
                    ),
                    class_name="flex-none",
                ),
                class_name="flex items-center justify-end gap-3",
            ),
        ),
        flush=True,
    )


def sequences_card() -> rx.Component:
    """The sequences that the contact is or was in, nothing without any; its page has to call
    `EnrollmentList.load_contact`.
    """
    return rx.cond(
        state.any, card(_rows(by_contact=False), title="Sequences", flush=True), rx.fragment()
    )


def why_dialog() -> rx.Component:
    """What an enrollment waits for and when that ends, and what happened to it so far."""
    return dialog(
        WhyState.contact,
        rx.el.p(
            WhyState.next,
            rx.cond(
                WhyState.next_at != "", rx.fragment(" · ", until(WhyState.next_at)), rx.fragment()
            ),
            class_name="font-medium",
        ),
        rx.cond(
            WhyState.gates.length() > 0,
            rx.el.ul(rx.foreach(WhyState.gates, _gate), class_name="yf-why"),
        ),
        _holds(),
        rx.el.h3("History", class_name="font-medium mt-5 mb-2"),
        rx.el.ol(
            rx.foreach(WhyState.changes, _change),
            class_name="yf-why-history",
            tab_index=0,
            aria_label="History",
        ),
        open=WhyState.is_open,
        on_open_change=WhyState.close,
        description=WhyState.sequence,
    )


def _rows(*, by_contact: bool) -> rx.Component:
    return rx.fragment(
        rx.el.ul(
            rx.foreach(state.rows, lambda row: _row(row, by_contact)),
            class_name="yf-rows",
        ),
        rx.cond(
            state.has_next | state.has_previous,
            pager(
                state.summary,
                has_previous=state.has_previous,
                has_next=state.has_next,
                on_previous=state.previous_page,
                on_next=state.next_page,
                name="Pages of enrollments",
            ),
        ),
    )


def _row(row: EnrollmentItem, by_contact: bool) -> rx.Component:
    name = (
        text_link(row.contact, row.contact_href)
        if by_contact
        else text_link(row.sequence, row.sequence_href)
    )
    return rx.el.li(
        rx.el.div(
            rx.el.div(name, class_name="[overflow-wrap:anywhere]"),
            rx.el.div(row.account, class_name="yf-hint yf-truncate") if by_contact else None,
            rx.el.div(_standing(row), class_name="yf-hint [overflow-wrap:anywhere]"),
            class_name="min-w-0 flex-1 basis-[180px]",
        ),
        enrollment_badge(row.status),
        button(
            "Why?",
            size="small",
            kind="ghost",
            aria_label=rx.Var.create("Why? ") + (row.contact if by_contact else row.sequence),
            on_click=WhyState.show(row.id),
        ),
        key=row.id.to(str),
    )


def _standing(row: EnrollmentItem) -> rx.Component:
    """The step and what it waits for; why and when it ended once it has."""
    ended = rx.fragment(
        rx.cond(row.exit_reason != "", row.exit_reason, "Went through all steps"),
        " · ",
        relative(row.ended_at),
    )
    going = rx.fragment(
        row.step,
        " · ",
        until(row.due_at),
        rx.cond(
            row.waits_for != "",
            rx.el.div(
                row.waits_for,
                " ",
                rx.cond(row.more != "", badge(row.more, "outline")),
            ),
        ),
    )
    return rx.cond(row.ended_at != "", ended, going)


def _gate(gate: Gate) -> rx.Component:
    opens = rx.fragment("Until ", moment(gate.opens_at))
    return rx.el.li(
        rx.icon("lock", size=14),
        rx.el.div(
            rx.el.p(gate.words),
            rx.el.p(
                rx.cond(gate.opens_at != "", opens, "Until something changes"),
                class_name="yf-hint",
            ),
            class_name="min-w-0 [overflow-wrap:anywhere]",
        ),
    )


def _holds() -> rx.Component:
    """The holds in the way, each with a button that ends it, and the form of a new one."""
    put_on = button("Put on hold", icon="hand", size="small", on_click=WhyState.ask_hold(True))
    return rx.el.div(
        rx.cond(
            WhyState.holds.length() > 0,
            rx.el.ul(rx.foreach(WhyState.holds, _hold), class_name="yf-why"),
        ),
        rx.cond(
            WhyState.holding,
            _hold_form(),
            rx.cond(WhyState.ended, rx.fragment(), rx.el.div(put_on, class_name="mt-3")),
        ),
    )


def _hold(item: HoldItem) -> rx.Component:
    return rx.el.li(
        rx.icon("hand", size=14),
        rx.el.div(
            rx.el.p(item.reason),
            rx.el.p(item.note, class_name="yf-hint"),
            class_name="min-w-0 flex-1 [overflow-wrap:anywhere]",
        ),
        button(
            "Release",
            size="small",
            aria_label=rx.Var.create("Release: ") + item.reason,
            on_click=WhyState.release(item.id),
        ),
        key=item.id.to(str),
    )


def _hold_form() -> rx.Component:
    return rx.form(
        text_field(
            "Reason",
            "reason",
            error=WhyState.errors.get("reason", "").to(str),
            required=True,
            auto_focus=True,
            max_length=200,
            placeholder="Back from leave in March",
        ),
        select_field(
            "For",
            "whom",
            [(CONTACT, "Every sequence of this contact"), (ENROLLMENT, "This sequence only")],
        ),
        select_field("How long", "days", list(LASTS.items())),
        dialog_actions(button("Cancel", on_click=WhyState.ask_hold(False)), submit("Put on hold")),
        on_submit=WhyState.hold,
        class_name="flex flex-col gap-3 mt-4",
    )


def _change(change: Change) -> rx.Component:
    return rx.el.li(
        rx.el.p(change.what, class_name="[overflow-wrap:anywhere]"),
        rx.el.p(moment(change.at), class_name="yf-hint"),
    )
