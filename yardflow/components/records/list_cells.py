"""Cells that several lists have, and the actions over the end of a row."""

from typing import Any

import reflex as rx

from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.links import full_load_link
from yardflow.components.kit.table import Column, row_link
from yardflow.services.records.owners import UNASSIGNED
from yardflow.services.records.resource import Resource, TextField


def name_cell(row: Any, below: Any, *beside: Any, square: bool = False) -> rx.Component:
    """The record with its initials, and what stands ``beside`` its name; on a phone also what
    stands ``below`` it.
    """
    return rx.el.div(
        avatar(row.initials, square=square),
        rx.el.div(
            row_link(row.name, row.href, *beside),
            rx.el.div(below, class_name="yf-hint yf-truncate yf-below"),
            class_name="min-w-0",
        ),
        class_name="yf-name-cell",
    )


def text_cell(text: Any, *, quiet: bool = True) -> rx.Component:
    """A text that is cut where there is no room; all of it shows on hover."""
    color = " yf-muted" if quiet else ""
    return rx.el.span(text, title=text, dir="auto", class_name=f"yf-truncate block{color}")


def text_columns(resource: Resource, *shown: str) -> list[Column]:
    """A column for each plain text of a record; at first the ``shown`` ones are there. A row has
    them as ``texts``, by name.
    """

    def column(text: TextField) -> Column:
        return Column(
            text.label,
            lambda row: text_cell(row.texts[text.name]),
            name=text.name,
            width="140px",
            grows=True,
            shown=text.name in shown,
        )

    return [column(text) for text in resource.texts]


def some_of(values: rx.Var[list[str]]) -> rx.Component:
    """The first of some words, and how many more there are; all of them show on hover."""
    return rx.cond(
        values.length() > 0,
        rx.el.span(
            badge(values[0], "outline"),
            rx.cond(values.length() > 1, badge(f"+{values.length() - 1}", "outline")),
            rx.el.span(values.join(", "), class_name="yf-hidden-text"),
            title=values.join(", "),
            class_name="inline-flex gap-1",
        ),
    )


def owner_cell(row: Any, unassigned: Any = UNASSIGNED) -> rx.Component:
    """Who is responsible; ``unassigned`` is shown where no one is."""
    return rx.cond(
        row.owner != "",
        text_cell(row.owner),
        rx.el.span(unassigned, class_name="yf-faint", title=unassigned),
    )


def owner_of_record_cell(row: Any) -> rx.Component:
    """The same of an account or contact, which says whose it was."""
    return owner_cell(row, row.unassigned)


def row_actions(*actions: Any) -> rx.Component:
    """What can be done with a row."""
    return rx.el.div(*actions, class_name="yf-row-actions")


def reach_link(text: str, name: Any, href: Any) -> rx.Component:
    """Begins an email or a call; nothing where there is no address or number."""
    return rx.cond(
        href != "",
        full_load_link(
            text,
            href,
            aria_label=rx.Var.create(f"{text} ") + name,
            class_name="yf-button",
            custom_attrs={"data-kind": "plain", "data-size": "small"},
        ),
    )


def copy_button(state: Any, label: str, name: Any, value: Any) -> rx.Component:
    """Copies an address or a number; nothing where there is none. ``state`` mixes in
    `yardflow.state.records.copying.Copying`.
    """
    return rx.cond(
        value != "",
        icon_button(
            "copy",
            rx.Var.create(f"Copy {label.lower()} of ") + name,
            size="small",
            on_click=[rx.set_clipboard(value), state.copied(label)],
        ),
    )


def call_link(name: Any, href: Any) -> rx.Component:
    """A large button that calls, for a thumb."""
    return rx.cond(
        href != "",
        full_load_link(
            rx.icon("phone", size=17),
            href,
            aria_label=rx.Var.create("Call ") + name,
            class_name="yf-button yf-call",
            custom_attrs={"data-kind": "plain", "data-square": "true"},
        ),
        rx.el.span(class_name="yf-call"),
    )
