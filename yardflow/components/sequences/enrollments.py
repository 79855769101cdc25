"""Enrollments in a card, and the dialog that says why someone has not been mailed."""

from collections.abc import Callable
from typing import Any

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
from yardflow.state.sequences.account_holds import LASTS, AccountHold, AccountHolds
from yardflow.state.sequences.enrollments import EnrollmentItem, EnrollmentList
from yardflow.state.sequences.forecast import ASSUMED
from yardflow.state.sequences.why import (
    CONTACT,
    ENROLLMENT,
    Change,
    ComingItem,
    Gate,
    HoldItem,
    WhyState,
)

state = EnrollmentList


def enrollments_card(*actions: rx.Component) -> rx.Component:
    """Who is in the sequence; its page has to call `EnrollmentList.load_sequence`."""
    return card(
        loaded_or(
            state.loaded,
            state.problem,
            state.read_again,
            loading_lines(4),
            rx.cond(
                state.rows.length() > 0,
                _rows(_of_contact, lambda row: row.account),
                rx.cond(
                    state.any,
                    rx.el.p("No one with this status.", class_name="yf-muted p-4"),
                    empty_state(
                        "users",
                        "No one is enrolled yet",
                        "Select contacts in their list and choose Enroll, or enroll from a file.",
                    ),
                ),
            ),
        ),
        title="Enrollments",
        actions=rx.el.div(
            rx.cond(state.any, _narrowing()),
            *actions,
            class_name="flex flex-wrap items-center justify-end gap-3",
        ),
        flush=True,
    )


def _narrowing() -> rx.Component:
    return rx.fragment(
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
    )


def sequences_card() -> rx.Component:
    """The sequences that the contact is or was in, nothing without any; its page has to call
    `EnrollmentList.load_contact`.
    """
    return rx.cond(
        state.any, card(_rows(_of_sequence), title="Sequences", flush=True), rx.fragment()
    )


def account_card() -> rx.Component:
    """What holds up everyone at the account, and who of them is or was in a sequence; its page has
    to call `EnrollmentList.load_account` and `AccountHolds.load`.
    """
    return card(
        rx.cond(
            AccountHolds.rows.length() > 0,
            rx.el.ul(rx.foreach(AccountHolds.rows, _account_hold), class_name="yf-why p-4"),
        ),
        rx.cond(
            state.any,
            _rows(_of_contact, lambda row: row.sequence),
            rx.el.p("No one here is in a sequence.", class_name="yf-hint p-4"),
        ),
        title="Sequences",
        actions=button("Put on hold", icon="hand", size="small", on_click=AccountHolds.ask(True)),
        flush=True,
    )


def hold_dialog() -> rx.Component:
    """The form that puts everyone at an account on hold."""
    return dialog(
        "Put this account on hold",
        rx.form(
            *_hold_fields(AccountHolds.errors),
            dialog_actions(
                button("Cancel", on_click=AccountHolds.ask(False)), submit("Put on hold")
            ),
            on_submit=AccountHolds.hold,
            class_name="flex flex-col gap-3",
        ),
        open=AccountHolds.holding,
        on_open_change=AccountHolds.ask,
        description="No one here is emailed or enrolled until the hold ends.",
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
        rx.cond(WhyState.coming.length() > 0, _coming_up()),
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


Link = tuple[rx.Var[str], rx.Var[str]]


def _of_contact(row: EnrollmentItem) -> Link:
    return row.contact, row.contact_href  # type: ignore[return-value]


def _of_sequence(row: EnrollmentItem) -> Link:
    return row.sequence, row.sequence_href  # type: ignore[return-value]


def _rows(link: Callable[[Any], Link], note: Callable[[Any], Any] | None = None) -> rx.Component:
    """``link`` is what a row is called and where that leads, ``note`` stands below it."""
    return rx.fragment(
        rx.el.ul(
            rx.foreach(state.rows, lambda row: _row(row, link(row), note(row) if note else None)),
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


def _row(row: EnrollmentItem, link: Link, note: Any) -> rx.Component:
    name, href = link
    return rx.el.li(
        rx.el.div(
            rx.el.div(text_link(name, href), class_name="[overflow-wrap:anywhere]"),
            rx.el.div(note, class_name="yf-hint yf-truncate") if note is not None else None,
            rx.el.div(_standing(row), class_name="yf-hint [overflow-wrap:anywhere]"),
            class_name="min-w-0 flex-1 basis-[140px]",
        ),
        enrollment_badge(row.status),
        button(
            "Why?",
            size="small",
            kind="ghost",
            aria_label=rx.Var.create("Why? ") + name,
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
        rx.cond(row.due_at != "", rx.fragment(" · ", until(row.due_at))),
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


def _coming_up() -> rx.Component:
    return rx.fragment(
        rx.el.h3("Coming up", class_name="font-medium mt-5"),
        rx.el.p(ASSUMED, class_name="yf-hint mb-2"),
        rx.el.ol(
            rx.foreach(WhyState.coming, _coming),
            class_name="yf-why-history",
            tab_index=0,
            aria_label="Coming up",
        ),
    )


def _coming(item: ComingItem) -> rx.Component:
    at = rx.fragment(moment(item.at), " · ")
    return rx.el.li(
        rx.el.p(item.step, class_name="[overflow-wrap:anywhere]"),
        rx.el.p(
            rx.cond(item.at != "", at, ""),
            item.what,
            class_name="yf-hint [overflow-wrap:anywhere]",
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


def _account_hold(hold: AccountHold) -> rx.Component:
    ends = rx.cond(hold.until != "", until(hold.until), "Until someone releases it")
    return rx.el.li(
        rx.icon("hand", size=14),
        rx.el.div(
            rx.el.p(f"On hold: {hold.reason}"),
            rx.el.p(rx.cond(hold.by != "", f"{hold.by} · ", ""), ends, class_name="yf-hint"),
            class_name="min-w-0 flex-1 [overflow-wrap:anywhere]",
        ),
        button(
            "Release",
            size="small",
            aria_label=rx.Var.create("Release: ") + hold.reason,
            on_click=AccountHolds.release(hold.id),
        ),
        key=hold.id.to(str),
    )


def _hold_fields(errors: rx.Var[dict[str, str]], *between: rx.Component) -> list[rx.Component]:
    return [
        text_field(
            "Reason",
            "reason",
            error=errors.get("reason", "").to(str),
            required=True,
            auto_focus=True,
            max_length=200,
            placeholder="Back from leave in March",
        ),
        *between,
        select_field("How long", "days", list(LASTS.items())),
    ]


def _hold_form() -> rx.Component:
    return rx.form(
        *_hold_fields(
            WhyState.errors,
            select_field(
                "For",
                "whom",
                [(CONTACT, "Every sequence of this contact"), (ENROLLMENT, "This sequence only")],
            ),
        ),
        dialog_actions(button("Cancel", on_click=WhyState.ask_hold(False)), submit("Put on hold")),
        on_submit=WhyState.hold,
        class_name="flex flex-col gap-3 mt-4",
    )


def _change(change: Change) -> rx.Component:
    return rx.el.li(
        rx.el.p(change.what, class_name="[overflow-wrap:anywhere]"),
        rx.el.p(moment(change.at), class_name="yf-hint"),
    )
