"""Enrollments in a card: who is in the sequence, or in which the record is."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, button_link
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_lines
from yardflow.components.kit.fields import filter_select
from yardflow.components.kit.links import text_link
from yardflow.components.kit.table import pager
from yardflow.components.kit.times import relative, until
from yardflow.components.sequences.badges import enrollment_badge
from yardflow.components.sequences.holds import account_hold
from yardflow.state.labels import ENROLLMENT_STATUSES
from yardflow.state.sequences.account_holds import AccountHolds
from yardflow.state.sequences.enrollments import EnrollmentItem, EnrollmentList
from yardflow.state.sequences.why import WhyState

state = EnrollmentList


def enrollments_card(*actions: rx.Component) -> rx.Component:
    """Who is in the sequence; its page has to call `EnrollmentList.load_sequence`."""
    return card(
        rx.cond(
            state.replies != "",
            rx.el.p(
                "Replies: ", state.replies, class_name="yf-hint yf-num px-4 pt-3", role="status"
            ),
        ),
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
                        button_link("Select contacts", "/contacts/", icon="users"),
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
            rx.el.ul(rx.foreach(AccountHolds.rows, account_hold), class_name="yf-why p-4"),
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
            rx.cond(row.ended_at != "", "History", "Why?"),
            size="small",
            kind="ghost",
            aria_label=rx.cond(row.ended_at != "", "History: ", "Why? ").to(str) + name,
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
