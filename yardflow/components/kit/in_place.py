"""Editing in place: a value is a button, the button becomes a form, Enter saves, Escape cancels."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.field_list import value_or_dash
from yardflow.state.editing import focus_id

ON_ESCAPE_LEAVE: rx.Var = rx.Var(
    "(event) => { if (event.key === 'Escape')"
    " event.currentTarget.querySelector('[data-leave]')?.click() }"
)


def editable_fields(*rows: rx.Component) -> rx.Component:
    """A list of fields, each an `editable`."""
    return rx.el.dl(*rows, class_name="yf-editable-fields")


def editable(
    label: str,
    group: str,
    shown: Any,
    *controls: rx.Component,
    state: Any,
    beside: Any = None,
    below: Any = None,
) -> rx.Component:
    """One field called ``label``. ``state`` mixes in `yardflow.state.editing.Editing`.

    ``controls`` are what the form holds; ``beside`` stays next to the value, such as a link to it,
    ``below`` under it.
    """
    return rx.el.div(
        rx.el.dt(label),
        rx.el.dd(
            rx.cond(
                state.editing == group,
                _form(label, controls, state),
                rx.el.div(_value(label, group, shown, state), beside, class_name="yf-editable"),
            ),
            below,
        ),
        class_name="yf-editable-row",
    )


def filled(is_filled: Any, shown: rx.Component) -> rx.Component:
    """A value that is more than text, or a muted dash while there is none."""
    return rx.cond(is_filled, shown, rx.el.span("–", class_name="yf-muted"))


def text_input(label: str, name: str, value: Any, *, first: bool = True, **props: Any) -> Any:
    """One line of text in the form of a field."""
    return rx.el.input(
        name=name,
        default_value=value,
        aria_label=label,
        auto_focus=first,
        auto_complete="off",
        class_name="yf-input",
        **props,
    )


def prose_input(label: str, name: str, value: Any) -> rx.Component:
    """Several lines of text in the form of a field."""
    return rx.el.textarea(
        name=name, default_value=value, aria_label=label, auto_focus=True, class_name="yf-input"
    )


def select_input(
    label: str, name: str, value: Any, options: list[tuple[str, str]], *, every: str = ""
) -> rx.Component:
    """A choice of one in the form of a field."""
    return rx.el.select(
        *([rx.el.option(every, value="")] if every else []),
        *[rx.el.option(text, value=key) for key, text in options],
        name=name,
        default_value=value,
        aria_label=label,
        auto_focus=True,
        class_name="yf-input",
    )


def _value(label: str, group: str, shown: Any, state: Any) -> rx.Component:
    return rx.el.button(
        rx.el.span(value_or_dash(shown), class_name="min-w-0"),
        rx.icon("pencil", size=13, class_name="yf-pencil"),
        rx.el.span(f" · Edit {label.lower()}", class_name="yf-hidden-text"),
        id=focus_id(group),
        type="button",
        on_click=state.edit(group),
        class_name="yf-editable-value",
    )


def _form(label: str, controls: tuple[rx.Component, ...], state: Any) -> rx.Component:
    return rx.form(
        *controls,
        rx.el.div(
            rx.cond(state.edit_error != "", rx.el.p(state.edit_error, class_name="yf-error")),
            role="alert",
        ),
        rx.el.div(
            submit("Save", size="small"),
            button(
                "Cancel",
                kind="ghost",
                size="small",
                on_click=state.stop_editing,
                custom_attrs={"data-leave": ""},
            ),
            class_name="flex gap-2",
        ),
        on_submit=state.save,
        custom_attrs={"onKeyDown": ON_ESCAPE_LEAVE},
        class_name="yf-in-place",
        aria_label=f"Edit {label.lower()}",
    )
