"""Tabs in the address, so that a link opens one and Back works."""

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
