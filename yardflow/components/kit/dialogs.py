"""Dialogs, drawers and the question before something that is hard to undo."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button

# The keyboard goes back to where it was when the state opened the dialog (assets/focus.js).
_RETURNING: dict[str, Any] = {
    "onCloseAutoFocus": rx.Var("(event) => window.yardflowFocusOpener?.(event)")
}


def dialog(
    title: str | rx.Var[str],
    *children: Any,
    open: rx.Var[bool],
    on_open_change: Any,
    description: str | rx.Var[str] = "",
    width: str = "480px",
) -> rx.Component:
    """A dialog held open by the state. ``on_open_change`` takes a bool."""
    return rx.dialog.root(
        rx.dialog.content(
            _heading(title, description),
            *children,
            max_width=width,
            **_described(description),
        ),
        open=open,
        on_open_change=on_open_change,
    )


def drawer(
    title: str | rx.Var[str],
    *children: Any,
    open: rx.Var[bool],
    on_open_change: Any,
    description: str | rx.Var[str] = "",
) -> rx.Component:
    """A panel along the right edge, the whole screen on a phone."""
    return rx.dialog.root(
        rx.dialog.content(
            _heading(title, description),
            *children,
            class_name="yf-drawer",
            **_described(description),
        ),
        open=open,
        on_open_change=on_open_change,
    )


def dialog_actions(*buttons: rx.Component) -> rx.Component:
    """The row of buttons at the foot of a dialog or form."""
    return rx.el.div(*buttons, class_name="yf-dialog-actions flex flex-wrap justify-end gap-2 mt-5")


def confirm_dialog(
    title: str | rx.Var[str],
    text: str | rx.Var[str],
    *children: Any,
    open: rx.Var[bool],
    on_open_change: Any,
    confirm: str | rx.Var[str],
    on_confirm: Any,
    leave: str = "Cancel",
) -> rx.Component:
    """Asks before something that is hard to undo; the focus starts on ``leave``."""
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.el.div(
                rx.alert_dialog.title(rx.el.h2(title, class_name="yf-dialog-title"), as_child=True),
                class_name="mb-1",
            ),
            rx.alert_dialog.description(rx.el.p(text, class_name="yf-dialog-text"), as_child=True),
            *children,
            dialog_actions(
                rx.alert_dialog.cancel(button(leave)),
                rx.alert_dialog.action(button(confirm, kind="danger", on_click=on_confirm)),
            ),
            max_width="440px",
            custom_attrs=_RETURNING,
        ),
        open=open,
        on_open_change=on_open_change,
    )


def _heading(title: str | rx.Var[str], description: str | rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.dialog.title(
                rx.el.h2(title, class_name="yf-dialog-title"), as_child=True, margin_bottom="0"
            ),
            rx.dialog.description(rx.el.p(description, class_name="yf-dialog-text"), as_child=True)
            if isinstance(description, rx.Var) or description
            else None,
            class_name="flex flex-col gap-1 min-w-0",
        ),
        rx.dialog.close(icon_button("x", "Close", class_name="-mt-2 -mr-1")),
        class_name="flex items-start justify-between gap-3 mb-4",
    )


def _described(description: str | rx.Var[str]) -> dict[str, Any]:
    """Radix warns in the console when a dialog has no description and doesn't say so."""
    described = isinstance(description, rx.Var) or description
    none = {} if described else {"aria-describedby": ""}
    return {"custom_attrs": {**_RETURNING, **none}}
