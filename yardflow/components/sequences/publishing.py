"""What publishing changes, and what it does to those who are in the sequence, before it is done."""

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.sequences.moving import moves
from yardflow.state.sequences.publishing import PublishingState
from yardflow.state.sequences.record import SequenceState

state = PublishingState
_HEADING = "font-medium mb-2"


def publishing_dialog() -> rx.Component:
    """What is new in the version, who stays on theirs, and what moving them would do, by step."""
    return dialog(
        state.title,
        rx.cond(SequenceState.changes.length() > 0, _changes()),
        rx.cond(state.groups.length() > 0, _moves()),
        dialog_actions(
            button("Cancel", on_click=state.close(False)),
            rx.cond(state.groups.length() > 0, button(state.moving, on_click=state.publish(True))),
            button("Publish", kind="primary", on_click=state.publish(False)),
        ),
        open=state.is_open,
        on_open_change=state.close,
        description=state.staying,
        width="600px",
    )


def change_list() -> rx.Component:
    """How the draft differs from the published version."""
    return rx.el.ul(
        rx.foreach(SequenceState.changes, lambda text: rx.el.li(text)),
        class_name="list-disc pl-4 [overflow-wrap:anywhere]",
    )


def _changes() -> rx.Component:
    return rx.el.section(
        rx.el.h3(f"Changes since version {SequenceState.sequence.number}", class_name=_HEADING),
        change_list(),
        class_name="mb-4",
    )


def _moves() -> rx.Component:
    return rx.el.section(
        rx.el.h3("If you move them", class_name=_HEADING),
        moves(state.groups),
        rx.cond(state.note != "", rx.el.p(state.note, class_name="yf-hint mt-3")),
    )
