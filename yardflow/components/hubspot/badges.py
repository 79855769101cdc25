"""How a record stands with HubSpot, as a badge or in a row of a list."""

from typing import Any

import reflex as rx

from yardflow.components.kit.badges import Tone, badge, by_value
from yardflow.components.kit.table import Column
from yardflow.components.kit.times import exactly
from yardflow.state.hubspot.standings import StandingView, WithStandings
from yardflow.state.labels import HUBSPOT_STANDINGS

_TONES: dict[str, Tone] = {
    "synced": "green",
    "pending": "blue",
    "conflict": "orange",
    "error": "red",
}


def standing_badge(standing: StandingView) -> rx.Component:
    """On a record; why, and when it was synced last, shows on hover."""
    label = by_value(standing.state, HUBSPOT_STANDINGS, "")
    tone = by_value(standing.state, _TONES, "gray")
    return rx.cond(standing.state != "", badge(label, tone, dot=True, title=_hover(standing)))


def standing_column(state: type[WithStandings]) -> Column:
    """The column of a list, which is there while records sync."""

    def cell(row: rx.Var) -> rx.Component:
        standing = state.hubspot[row.id.to(str)]
        return rx.el.span(
            by_value(standing.state, HUBSPOT_STANDINGS, ""),
            title=_hover(standing),
            class_name="yf-mark",
            custom_attrs={"data-tone": by_value(standing.state, _TONES, "gray")},
        )

    is_there = state.hubspot.length() > 0
    return Column("HubSpot", cell, name="hubspot", width="112px", when=is_there)


def standing_on_card(state: type[WithStandings], row: Any) -> rx.Component:
    """On a card of a list, while records sync."""
    standing = state.hubspot[row.id.to(str)]
    label = by_value(standing.state, HUBSPOT_STANDINGS, "")
    tone = by_value(standing.state, _TONES, "gray")
    shown = badge(f"HubSpot: {label}", tone, dot=True, title=_hover(standing))
    return rx.cond(state.hubspot.contains(row.id.to(str)), rx.el.div(shown))


def standing_sign(state: type[WithStandings], row: Any) -> rx.Component:
    """At the end of a row on a phone, while records sync: a colored sign."""
    standing = state.hubspot[row.id.to(str)]
    label = by_value(standing.state, HUBSPOT_STANDINGS, "")
    sign = rx.el.span(
        rx.icon("refresh-cw", size=14),
        rx.el.span(f"HubSpot: {label}", class_name="yf-hidden-text"),
        title=f"HubSpot: {label}",
        class_name="yf-sign",
        custom_attrs={"data-tone": by_value(standing.state, _TONES, "gray")},
    )
    return rx.cond(state.hubspot.contains(row.id.to(str)), sign)


def _hover(standing: StandingView) -> rx.Var[str]:
    last = f"Last synced {exactly(standing.synced_at)}"
    both = rx.cond(standing.why == "", last, f"{standing.why} {last}")
    return rx.cond(standing.synced_at == "", standing.why, both)
