"""Another account was synced before the one that is connected now: what becomes of it."""

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.callout import callout
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.state.hubspot.connection import HubspotState


def former() -> rx.Component:
    """Says why nothing syncs, and forgets the former account once an ADMIN confirms it."""
    state = HubspotState
    account = state.former_account
    return rx.el.div(
        callout(
            "triangle-alert",
            "orange",
            rx.el.p(
                "Your records were synced with account ",
                account,
                " before. To sync with this account, forget the former one. To continue with the "
                "former one, disconnect this account and connect that one.",
            ),
        ),
        rx.cond(
            state.me.is_admin,
            button("Forget account " + account, on_click=state.ask_forget(True), class_name="mt-3"),
            rx.el.p("Ask an administrator to choose.", class_name="yf-hint mt-3"),
        ),
        confirm_dialog(
            "Forget account " + account + "?",
            state.former_links
            + " with its records and the history of their syncs are removed for good. Contacts, "
            "accounts and deals stay as they are, here and in both HubSpot accounts.",
            open=state.asking_to_forget,
            on_open_change=state.ask_forget,
            confirm="Forget",
            on_confirm=state.forget,
        ),
        class_name="mb-5",
    )
