"""Form fields: a label, a control, a hint, and the server's error."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

Error = rx.Var[str] | str
Options = list[tuple[str, str]] | rx.Var


def text_field(
    label: str, name: str, *, error: Error = "", hint: str = "", **props: Any
) -> rx.Component:
    """One line of text. Other properties go to the ``<input>`` (``type``, ``required``...)."""
    control = rx.el.input(name=name, **field_control(name, error, hint), **props)
    return labeled(label, name, control, error, hint)


def text_area_field(
    label: str, name: str, *, error: Error = "", hint: str = "", **props: Any
) -> rx.Component:
    """Several lines of text."""
    control = rx.el.textarea(name=name, **field_control(name, error, hint), **props)
    return labeled(label, name, control, error, hint)


def select_field(
    label: str, name: str, options: Options, *, error: Error = "", hint: str = "", **props: Any
) -> rx.Component:
    """A choice of one. ``options`` are (value, label) pairs, or a var of such pairs."""
    control = rx.el.select(
        *_options(options), name=name, **field_control(name, error, hint), **props
    )
    return labeled(label, name, control, error, hint)


def search_field(
    label: str, value: rx.Var[str], on_change: Any, *, placeholder: str = "Search"
) -> rx.Component:
    """A search box that asks the server 150 ms after the last key."""
    return rx.el.div(
        rx.icon("search", size=15),
        rx.debounce_input(
            rx.el.input(
                type="search",
                value=value,
                on_change=on_change,
                placeholder=placeholder,
                aria_label=label,
                class_name="yf-input",
                max_length=200,
            ),
            debounce_timeout=150,
        ),
        class_name="yf-search",
    )


def filter_select(
    label: str, value: rx.Var[str], options: Options, on_change: Any, *, every: Any = None
) -> rx.Component:
    """Narrows a list. ``every`` is the first option, with the empty value, that narrows nothing."""
    first = [] if every is None else [rx.el.option(every, value="")]
    return rx.el.select(
        *first,
        *_options(options),
        value=value,
        on_change=on_change,
        aria_label=label,
        class_name="yf-input",
    )


def toolbar(*children: Any) -> rx.Component:
    """Search, filters and buttons above a list, in one line where there is room."""
    return rx.el.div(*children, role="group", class_name="yf-toolbar")


def form_error(message: rx.Var[str]) -> rx.Component:
    """What is wrong with the form as a whole, announced when it appears."""
    return rx.el.div(
        rx.cond(message != "", rx.el.p(message, class_name="yf-error text-[13px]")),
        role="alert",
        class_name="empty:hidden",
    )


def labeled(label: str, name: str, control: rx.Component, error: Error, hint: str) -> rx.Component:
    """A control that is no plain input, with `field_control`'s properties, as a field of a form."""
    return rx.el.div(
        rx.el.label(label, html_for=f"field-{name}"),
        control,
        rx.el.span(hint, id=f"hint-{name}", class_name="yf-hint") if hint else None,
        _error_text(name, error),
        class_name="yf-field",
    )


def _error_text(name: str, error: Error) -> rx.Component | None:
    if isinstance(error, str):
        text = error
        return rx.el.span(text, id=f"error-{name}", class_name="yf-error") if text else None
    return rx.cond(error != "", rx.el.span(error, id=f"error-{name}", class_name="yf-error"))


def field_control(name: str, error: Error, hint: str) -> Mapping[str, Any]:
    """The properties by which a control belongs to its label, its hint and its error."""
    described = " ".join(filter(None, [f"hint-{name}" if hint else "", f"error-{name}"]))
    attributes: dict[str, Any] = {"id": f"field-{name}", "class_name": "yf-input"}
    if isinstance(error, rx.Var):
        attributes["aria_invalid"] = rx.cond(error != "", "true", "false")
        attributes["aria_describedby"] = described
    elif error or hint:
        attributes["aria_invalid"] = "true" if error else "false"
        attributes["aria_describedby"] = described
    return attributes


def _options(options: Options) -> list[Any]:
    if isinstance(options, rx.Var):
        return [rx.foreach(options, lambda pair: rx.el.option(pair[1], value=pair[0]))]
    return [rx.el.option(label, value=value) for value, label in options]


def checkbox(
    label: str | rx.Component, name: str | rx.Var[str], on: rx.Var[bool] | bool
) -> rx.Component:
    """A checkbox of a form, with its words beside it."""
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=name,
            default_checked=on,
            class_name="size-4 flex-none accent-(--accent-9)",
        ),
        label,
        class_name="flex items-center gap-2 cursor-pointer",
    )


def row_select(
    label: str, name: rx.Var[str] | str, value: rx.Var[str], options: Options, **props: Any
) -> rx.Component:
    """A choice in a row of controls, whose label is for screen readers."""
    return rx.el.select(
        *_options(options),
        name=name,
        default_value=value,
        aria_label=label,
        class_name="yf-input",
        **props,
    )
