"""What publishing does to those who are in the sequence, before it is done."""

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.sequences.moving import moves
from yardflow.state.sequences.publishing import PublishingState

state = PublishingState


def publishing_dialog() -> rx.Component:
    """Who stays on their version, or what moving them would do, step by step."""
    return dialog(
        state.title,
        rx.el.h3("If you move them", class_name="font-medium mb-2"),
        moves(state.groups),
        rx.cond(state.note != "", rx.el.p(state.note, class_name="yf-hint mt-3")),
        dialog_actions(
            button("Cancel", on_click=state.close(False)),
            button(state.moving, on_click=state.publish(True)),
            button("Publish", kind="primary", on_click=state.publish(False)),
        ),
        open=state.is_open,
        on_open_change=state.close,
        description=state.staying,
        width="600px",
    )
