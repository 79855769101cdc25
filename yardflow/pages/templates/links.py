"""The card with a template's links."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.times import relative
from yardflow.state.templates.links import LinkItem, LinksState

state = LinksState


def links_card() -> rx.Component:
    """Where each link leads, and whether its page was there."""
    return rx.cond(
        state.links.length() > 0,
        card(
            rx.el.ul(rx.foreach(state.links, _link), class_name="flex flex-col gap-3"),
            rx.cond(
                state.checked_at != "",
                rx.el.p("Checked ", relative(state.checked_at), class_name="yf-hint pt-3"),
            ),
            title="Links",
            actions=button("Check links", size="small", busy=state.checking, on_click=state.check),
        ),
    )


def _link(link: LinkItem) -> rx.Component:
    mark = rx.match(
        link.verdict,
        ("reachable", badge("Works", "green", dot=True)),
        ("moved", badge("Moved", "orange", dot=True)),
        ("gone", badge("Dead", "red", dot=True)),
        badge("Not checked", "gray", dot=True),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.span(link.url, class_name="text-[13px] min-w-0 [overflow-wrap:anywhere]"),
            mark,
            class_name="flex items-start justify-between gap-3",
        ),
        rx.el.p(link.note, class_name="yf-hint empty:hidden [overflow-wrap:anywhere]"),
    )
