"""The dialog that says why someone has not been mailed."""

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.fields import select_field, text_field
from yardflow.components.kit.times import moment, until
from yardflow.components.sequences.holds import hold_fields
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
            class_name="min-w-0 flex-1 [overflow-wrap:anywhere]",
        ),
        rx.cond(gate.resumes, button("Continue anyway", size="small", on_click=WhyState.resume)),
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
    """The holds in the way, each with a button that ends it, and the forms of a new one and of
    the end.
    """
    actions = rx.el.div(
        button("Put on hold", icon="hand", size="small", on_click=WhyState.ask_hold(True)),
        button(
            "End for this contact…",
            icon="circle-stop",
            size="small",
            on_click=WhyState.ask_end(True),
        ),
        class_name="flex flex-wrap gap-2 mt-3",
    )
    return rx.el.div(
        rx.cond(
            WhyState.holds.length() > 0,
            rx.el.ul(rx.foreach(WhyState.holds, _hold), class_name="yf-why"),
        ),
        rx.cond(
            WhyState.holding,
            _hold_form(),
            rx.cond(WhyState.ended, rx.fragment(), rx.cond(WhyState.ending, _end_form(), actions)),
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
        *hold_fields(
            WhyState.errors,
            select_field(
                "For",
                "whom",
                [(CONTACT, "Every sequence of this contact"), (ENROLLMENT, "This sequence only")],
            ),
        ),
        dialog_actions(button("Cancel", on_click=WhyState.ask_hold(False)), submit("Put on hold")),
        on_submit=WhyState.hold,
        custom_attrs={"data-kept": f"hold {WhyState.contact} {WhyState.sequence}"},
        class_name="flex flex-col gap-3 mt-4",
    )


def _end_form() -> rx.Component:
    return rx.form(
        rx.el.p(
            "They get no more emails or tasks from this sequence, not even an email that is "
            "waiting. This can't be undone.",
            class_name="yf-hint",
        ),
        text_field(
            "Reason",
            "reason",
            error=WhyState.errors.get("reason", "").to(str),
            required=True,
            auto_focus=True,
            max_length=200,
            placeholder="Already talking to us",
        ),
        select_field(
            "For",
            "whom",
            [(ENROLLMENT, "This sequence only"), (CONTACT, "Every sequence of this contact")],
        ),
        dialog_actions(
            button("Cancel", on_click=WhyState.ask_end(False)),
            submit("End for this contact", kind="danger"),
        ),
        on_submit=WhyState.end,
        custom_attrs={"data-kept": f"end {WhyState.contact} {WhyState.sequence}"},
        class_name="flex flex-col gap-3 mt-4",
    )


def _change(change: Change) -> rx.Component:
    return rx.el.li(
        rx.el.p(change.what, class_name="[overflow-wrap:anywhere]"),
        rx.el.p(moment(change.at), class_name="yf-hint"),
    )
