"""What comes after connecting HubSpot: four steps, until records sync."""

from typing import Any

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button_link
from yardflow.components.kit.cards import card
from yardflow.components.kit.links import text_link
from yardflow.state.hubspot.guide import HubspotGuide

MAPPING, SYNC = "/hubspot/mapping/", "/hubspot/"
state = HubspotGuide


def guide() -> rx.Component:
    """The steps; once records sync, only the ways to what they lead to."""
    return rx.el.div(
        rx.cond(
            state.started,
            rx.el.div(
                button_link("Field mapping", MAPPING, icon="arrow-left-right"),
                button_link("Sync", SYNC, icon="refresh-cw"),
                class_name="flex flex-wrap gap-2",
            ),
            card(
                rx.el.ol(
                    _step(1, "Connected", badge("Done", "green", dot=True)),
                    _step(2, text_link("Check the mapping", MAPPING), _mapping()),
                    _step(
                        3,
                        text_link("See what would happen", SYNC),
                        rx.cond(state.previewed, badge("Done", "green", dot=True)),
                    ),
                    _step(4, text_link("Start syncing", SYNC), None),
                    class_name="yf-rows",
                ),
                title="Set up the sync",
                flush=True,
            ),
        ),
        on_mount=state.load,
    )


def _mapping() -> rx.Component:
    return rx.cond(
        state.problems > 0,
        badge(
            rx.cond(state.problems == 1, "1 problem", f"{state.problems} problems"),
            "orange",
            dot=True,
        ),
        rx.cond(state.problems == 0, badge("No problems", "green", dot=True)),
    )


def _step(number: int, text: Any, mark: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(str(number), class_name="w-3 yf-num yf-muted", aria_hidden="true"),
        rx.el.div(text, class_name="min-w-0 flex-1"),
        mark,
    )
