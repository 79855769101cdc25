"""Contacts that something counts, as a list of links."""

import reflex as rx

from yardflow.components.kit.links import text_link
from yardflow.state.sequences.named import PersonItem


def named_people(
    people: rx.Var[list[PersonItem]], more: rx.Var[str], label: str | rx.Var[str]
) -> rx.Component:
    """Who they are and where they work."""

    def person(each: PersonItem) -> rx.Component:
        return rx.el.li(
            text_link(each.name, each.href),
            rx.el.span(" · ", each.account, class_name="yf-muted"),
            key=each.href,
        )

    return rx.fragment(
        rx.el.ul(
            rx.foreach(people, person),
            class_name="yf-forecast-people",
            tab_index=0,
            aria_label=label,
        ),
        rx.el.p(more, class_name="yf-hint empty:hidden mt-2"),
    )
