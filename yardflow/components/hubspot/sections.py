"""What the pages of the sync share: their tabs, the way through a long list, and the sides."""

from typing import Any, Literal

import reflex as rx

from yardflow.components.kit.buttons import button_link
from yardflow.components.kit.links import text_link
from yardflow.components.kit.tabs import link_tabs
from yardflow.components.kit.times import relative


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


def change(row: Any) -> rx.Component:
    """What became of a field: from one value to another on one side, or both sides' values."""
    return rx.el.div(
        rx.cond(
            row.side != "",
            rx.fragment(
                rx.el.span(row.side, ": ", class_name="yf-muted"),
                rx.cond(
                    row.before != "",
                    rx.fragment(row.before, rx.el.span(" → ", class_name="yf-muted")),
                ),
                rx.el.span(row.after, class_name="font-medium"),
            ),
            rx.fragment(
                rx.el.span("Here: ", class_name="yf-muted"),
                rx.el.span(row.before),
                rx.el.span(" · HubSpot: ", class_name="yf-muted"),
                rx.el.span(row.after),
            ),
        ),
        class_name="[overflow-wrap:anywhere]",
    )


def side(name: str, value: rx.Var[str], by: rx.Var[str] | str, at: rx.Var[str]) -> rx.Component:
    """One side's value, with who gave it and when."""
    return rx.el.div(
        rx.el.div(name, class_name="yf-label"),
        rx.el.div(value, class_name="font-medium [overflow-wrap:anywhere]"),
        rx.el.div(by, " ", relative(at), class_name="yf-hint"),
        class_name="min-w-0 flex-1 basis-[160px]",
    )
