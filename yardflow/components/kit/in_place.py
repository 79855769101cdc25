"""Editing in place: a value is a button, the button becomes a form.

Enter saves it, and so does leaving it; Escape cancels (assets/in_place.js).
"""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.field_list import value_or_dash
from yardflow.state.editing import focus_id

_ON_ESCAPE_LEAVE: rx.Var = rx.Var(
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
                state.editing.contains(group),
                edit_form(label, group, *controls, state=state),
                rx.el.div(_value(label, group, shown, state), beside, class_name="yf-editable"),
            ),
            below,
        ),
        class_name="yf-editable-row",
        custom_attrs={"data-fresh": state.fresh.contains(group).to(str)},
    )


def add_button(label: str, group: str, *, state: Any) -> rx.Component:
    """Opens the form of a field called ``label`` that has no value, and so no `editable`."""
    return rx.el.button(
        rx.icon("plus", size=13, class_name="flex-none"),
        rx.el.span("Add ", class_name="yf-hidden-text"),
        label,
        id=focus_id(group),
        type="button",
        on_click=state.edit(group),
        class_name="yf-add-field",
    )


def field_row(label: str, *shown: Any) -> rx.Component:
    """A row among fields that is not edited like them: a select, or what can't be changed."""
    return rx.el.div(
        rx.el.dt(label),
        rx.el.dd(*shown, class_name="yf-field-row"),
        class_name="yf-editable-row",
    )


def edit_form(label: str, group: str, *controls: rx.Component, state: Any) -> rx.Component:
    """The form of a group of fields, in place of its value.

    It says of which group of which record it is, so that what comes late changes nothing else.
    """
    return rx.form(
        rx.el.input(type="hidden", name="group", default_value=group),
        rx.el.input(type="hidden", name="record", default_value=state.editing[group]),
        rx.el.input(type="hidden", name="left", default_value=""),
        rx.el.div(
            *controls,
            rx.el.span("Enter saves, Esc cancels", class_name="yf-hint yf-in-place-keys"),
            class_name="yf-in-place-line",
        ),
        rx.el.div(
            rx.cond(state.edit_errors[group], rx.el.p(state.edit_errors[group])),
            role="alert",
            class_name="yf-error",
        ),
        rx.el.button("Save", type="submit", tab_index=-1, class_name="yf-hidden-text"),
        rx.el.button(
            "Cancel",
            type="button",
            tab_index=-1,
            on_click=state.stop_editing(group, True),
            class_name="yf-hidden-text",
            custom_attrs={"data-leave": ""},
        ),
        rx.el.button(
            type="button",
            hidden=True,
            on_click=state.stop_editing(group, False),
            custom_attrs={"data-close": ""},
        ),
        on_submit=state.save,
        class_name="yf-in-place",
        aria_label=f"Edit {label.lower()}",
        custom_attrs={"data-in-place": "", "data-kept": f"{group} {state.editing[group]}"},
    )


def row_form(
    control: rx.Component,
    *,
    error: rx.Var[str],
    save: Any,
    cancel: Any,
    kept: Any,
    label: Any = None,
    class_name: str = "flex flex-col gap-2",
) -> rx.Component:
    """The form of one value among many, with its buttons; Escape cancels. What is typed is kept
    under ``kept`` where the session ends.
    """
    return rx.form(
        control,
        rx.el.div(rx.cond(error != "", rx.el.p(error, class_name="yf-error")), role="alert"),
        rx.el.div(
            submit("Save", size="small"),
            button(
                "Cancel",
                kind="ghost",
                size="small",
                on_click=cancel,
                custom_attrs={"data-leave": ""},
            ),
            class_name="flex gap-2",
        ),
        on_submit=save,
        aria_label=label,
        class_name=class_name,
        custom_attrs={"onKeyDown": _ON_ESCAPE_LEAVE, "data-kept": kept},
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
        enter_key_hint="done",
        class_name="yf-input",
        **props,
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
