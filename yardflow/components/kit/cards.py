"""Surfaces: a card with a heading, and a tile with one figure."""

from typing import Any

import reflex as rx

from yardflow.components.kit.links import link


def card(
    *children: Any,
    title: str | rx.Var[str] = "",
    actions: rx.Component | None = None,
    flush: bool = False,
    **props: Any,
) -> rx.Component:
    """A bordered panel. ``flush`` lets a table or list reach its edges."""
    head = rx.fragment()
    if isinstance(title, rx.Var) or title or actions is not None:
        head = rx.el.div(
            rx.el.h2(title),
            rx.el.div(actions, class_name="ml-auto flex flex-wrap gap-2") if actions else None,
            class_name="yf-card-head",
        )
    extra = props.pop("class_name", "")
    return rx.el.section(
        head,
        rx.el.div(*children, class_name="yf-card-body"),
        class_name=f"yf-card {extra}".strip(),
        custom_attrs={"data-flush": "true" if flush else "false"},
        **props,
    )


def stat_tile(
    label: str,
    value: rx.Var | str,
    *,
    icon: str = "",
    note: rx.Var | str = "",
    href: str = "",
) -> rx.Component:
    """One figure under its label; with ``href`` the whole tile is a link."""
    body = (
        rx.el.div(
            label,
            rx.icon(icon, size=15) if icon else None,
            class_name="yf-stat-label",
        ),
        rx.el.div(value, class_name="yf-stat-value"),
        rx.el.div(note, class_name="yf-stat-note"),
    )
    if href:
        return link(*body, href=href, class_name="yf-card yf-stat yf-stat-link")
    return rx.el.div(*body, class_name="yf-card yf-stat")


def stat_grid(*tiles: rx.Component, six: bool = False) -> rx.Component:
    """Tiles side by side: two on a phone, all four (or ``six``) in a row on a desk."""
    columns = "md:grid-cols-3 xl:grid-cols-6" if six else "xl:grid-cols-4"
    return rx.el.div(*tiles, class_name=f"grid grid-cols-2 {columns} gap-3")
