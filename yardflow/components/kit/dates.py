"""A day: typed in any usual way, or chosen in a calendar (assets/dates.js)."""

from typing import Any

import reflex as rx

from yardflow.components.kit.fields import Error, field_control, labeled

_LONGEST = 40


def date_field(
    label: str, name: str, value: rx.Var[str], *, error: Error = "", hint: str = ""
) -> rx.Component:
    """A day in a form. ``value`` and what is sent are ``2026-12-08``, or a text that is no day."""
    control = _control(label, name, value, **field_control(name, error, hint))
    return labeled(label, name, control, error, hint)


def date_input(label: str, name: str, value: rx.Var[str], **props: Any) -> rx.Component:
    """The same in a toolbar, where the label is for screen readers."""
    return _control(label, name, value, aria_label=label, class_name="yf-input", **props)


def _control(label: str, name: str, value: rx.Var[str], **props: Any) -> rx.Component:
    return rx.el.span(
        rx.el.input(type="hidden", name=name, default_value=value),
        rx.el.input(
            type="text",
            name=f"{name}-text",
            default_value=_shown(value),
            placeholder="Dec 8, 2026",
            auto_complete="off",
            max_length=_LONGEST,
            **props,
        ),
        rx.el.button(
            rx.icon("calendar", size=15),
            type="button",
            aria_label=f"Choose {label.lower()}",
            aria_haspopup="dialog",
            aria_expanded="false",
            class_name="yf-date-open",
        ),
        rx.el.span(
            role="dialog",
            aria_label=f"Choose {label.lower()}",
            class_name="yf-calendar",
            custom_attrs={"popover": "manual"},
        ),
        key=rx.Var.create(f"{name}-") + value,
        class_name="yf-date",
    )


def _shown(iso: rx.Var[str]) -> rx.Var[str]:
    """A day as dates.js writes it, by noon, so that no time zone makes another day of it; what is
    no day as it is.
    """
    script: rx.Var[str] = rx.Var(
        f"((iso, day) => isNaN(day) ? iso : day.toLocaleDateString('en-US',"
        f" {{dateStyle: 'medium'}}))({iso!s}, new Date({iso!s} + 'T12:00'))",
        _var_type=str,
    )
    return script._replace(merge_var_data=iso._get_all_var_data())
