"""What is logged in HubSpot's timeline, with a switch for each kind."""

import reflex as rx

from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.switches import switch_row
from yardflow.components.kit.times import moment
from yardflow.state.hubspot.timeline import NEEDED, HubspotTimelineState, LoggedRow

state = HubspotTimelineState


def timeline_card() -> rx.Component:
    """The switches; members see what is on. Its page has to call `HubspotTimelineState.load`."""
    return card(
        rx.el.p(
            "Emails, replies and meetings appear on the contact and its company in HubSpot, from "
            "when you turn it on. Only contacts that are linked with HubSpot are logged.",
            class_name="yf-muted mb-2",
        ),
        rx.cond(state.missing.length() > 0, _missing()),
        rx.el.div(
            _row("Emails", "From sequences, and your team's answers.", state.emails),
            _row(
                "Replies", "What people write back. Automatic replies are skipped.", state.replies
            ),
            _row("Meetings", "Booked from then on, with their outcome.", state.meetings),
            class_name=rx.cond(state.me.is_admin, "-mx-4", ""),
        ),
        rx.cond(
            state.waiting > 0,
            rx.el.p(state.waiting, " waiting to be logged", class_name="yf-hint yf-num mt-2"),
        ),
        rx.cond(
            state.me.is_admin, rx.el.p(f"Needs the scopes {NEEDED}.", class_name="yf-hint mt-3")
        ),
        title="HubSpot timeline",
    )


def _row(label: str, text: str, row: rx.Var[LoggedRow]) -> rx.Component:
    since = rx.cond(row.since != "", rx.fragment(" On since ", moment(row.since), "."))
    return rx.cond(
        state.me.is_admin,
        switch_row(
            label,
            rx.fragment(text, since),
            row.since != "",
            lambda on: state.turn(row.kind, on),
        ),
        rx.el.p(
            rx.el.span(label, class_name="font-medium"),
            rx.cond(row.since != "", since, " Off."),
            class_name="mt-2",
        ),
    )


def _missing() -> rx.Component:
    return callout(
        "triangle-alert",
        "orange",
        "Nothing is logged: the connection lacks ",
        state.missing.join(", "),
        ". An administrator can reconnect it under Settings › HubSpot.",
    )
