"""Tabs: in the address, so that a link opens one and Back works, or in the state."""

from typing import Any

import reflex as rx

from yardflow.components.kit.links import link


def link_tabs(name: str, current: rx.Var[str], tabs: list[tuple[str, str, str]]) -> rx.Component:
    """``tabs`` are (value, label, address); ``current`` is the value of the open one."""
    return rx.el.nav(
        *[
            link(
                label,
                href=address,
                custom_attrs={"aria-current": rx.cond(current == value, "page", "false")},
            )
            for value, label, address in tabs
        ],
        aria_label=name,
        class_name="yf-tabs",
    )


def tabs(
    name: str, current: rx.Var[str], panels: list[tuple[str, str, Any]], on_change: Any
) -> rx.Component:
    """Tabs held by the state, for parts of a page that need no address of their own.

    ``panels`` are (value, label, content); ``on_change`` takes the chosen value.
    """
    return rx.tabs.root(
        rx.tabs.list(
            *[rx.tabs.trigger(label, value=value) for value, label, _ in panels],
            aria_label=name,
        ),
        *[rx.tabs.content(content, value=value, class_name="pt-4") for value, _, content in panels],
        value=current,
        on_change=on_change,
    )
