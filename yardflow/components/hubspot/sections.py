"""What the pages of the sync share: their tabs, the way through a long list, and the sides."""

from typing import Any, Literal

import reflex as rx

from yardflow.components.kit.buttons import button_link
from yardflow.components.kit.links import text_link
from yardflow.components.kit.tabs import link_tabs
from yardflow.components.kit.times import relative
from yardflow.state.hubspot.values import ValueItem


def hubspot_tabs(current: Literal["sync", "runs", "errors", "conflicts"]) -> rx.Component:
    """``current`` is the page they stand on."""
    return link_tabs(
        "HubSpot",
        rx.Var.create(current),
        [
            ("sync", "Sync", "/hubspot/"),
            ("runs", "Runs", "/hubspot/runs/"),
            ("errors", "Errors", "/hubspot/errors/"),
            ("conflicts", "Conflicts", "/hubspot/conflicts/"),
        ],
    )


def further(state: Any, first: str | rx.Var[str]) -> rx.Component:
    """Links to the next part of a list and back to its ``first``; nothing where all of it fits."""
    return rx.cond(
        ~state.is_first | (state.next_href != ""),
        rx.el.nav(
            rx.cond(
                state.is_first, rx.el.span(), button_link("Back to the first", first, size="small")
            ),
            rx.cond(state.next_href != "", button_link("Next", state.next_href, size="small")),
            aria_label="Pagination",
            class_name="yf-pager",
        ),
    )


def record_name(row: Any) -> rx.Component:
    """A record's name, as a link where it is still there."""
    return rx.cond(
        row.href != "",
        text_link(row.name, row.href),
        rx.el.span(row.name, class_name="yf-muted"),
    )


def shown_value(value: rx.Var[ValueItem], class_name: str | rx.Var[str] = "") -> rx.Component:
    """A value, as a link where it is an account."""
    return rx.cond(
        value.href != "",
        text_link(value.text, value.href),
        rx.cond(
            value.text != "",
            rx.el.span(value.text, class_name=class_name),
            rx.el.span("empty", class_name="yf-faint"),
        ),
    )


def change(row: Any, is_new: rx.Var[bool] | bool = False) -> rx.Component:
    """What became of a field: from one value to another on one side, or both sides' values. A new
    record had none before.
    """
    arrow = rx.el.span(" → ", class_name="yf-muted")
    return rx.el.div(
        rx.cond(
            row.side != "",
            rx.fragment(
                rx.el.span(row.side, ": ", class_name="yf-muted"),
                rx.cond(is_new, None, rx.fragment(shown_value(row.before), arrow)),
                shown_value(row.after, "font-medium"),
            ),
            rx.fragment(
                rx.el.span("Here: ", class_name="yf-muted"),
                shown_value(row.before),
                rx.el.span(" · HubSpot: ", class_name="yf-muted"),
                shown_value(row.after),
            ),
        ),
        class_name="[overflow-wrap:anywhere]",
    )


def side(
    name: str, value: rx.Var[ValueItem], by: rx.Var[str] | str, at: rx.Var[str]
) -> rx.Component:
    """One side's value, with who gave it and when."""
    return rx.el.div(
        rx.el.div(name, class_name="yf-label"),
        rx.el.div(shown_value(value), class_name="font-medium [overflow-wrap:anywhere]"),
        rx.el.div(by, " ", relative(at), class_name="yf-hint"),
        class_name="min-w-0 flex-1 basis-[160px]",
    )
