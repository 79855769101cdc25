"""Holds: the form that puts on hold, and what holds up everyone at an account."""

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.fields import select_field, text_field
from yardflow.components.kit.times import until
from yardflow.state.sequences.account_holds import LASTS, AccountHold, AccountHolds


def hold_dialog() -> rx.Component:
    """The form that puts everyone at an account on hold."""
    return dialog(
        "Put this account on hold",
        rx.form(
            *hold_fields(AccountHolds.errors),
            dialog_actions(
                button("Cancel", on_click=AccountHolds.ask(False)), submit("Put on hold")
            ),
            on_submit=AccountHolds.hold,
            custom_attrs={"data-kept": "hold"},
            class_name="flex flex-col gap-3",
        ),
        open=AccountHolds.holding,
        on_open_change=AccountHolds.ask,
        description="No one here is emailed or enrolled until the hold ends.",
    )


def account_hold(hold: AccountHold) -> rx.Component:
    ends = rx.cond(hold.until != "", until(hold.until), "Until someone releases it")
    return rx.el.li(
        rx.icon("hand", size=14),
        rx.el.div(
            rx.el.p(f"On hold: {hold.reason}"),
            rx.el.p(rx.cond(hold.by != "", f"{hold.by} · ", ""), ends, class_name="yf-hint"),
            class_name="min-w-0 flex-1 [overflow-wrap:anywhere]",
        ),
        button(
            "Release",
            size="small",
            aria_label=rx.Var.create("Release: ") + hold.reason,
            on_click=AccountHolds.release(hold.id),
        ),
        key=hold.id.to(str),
    )


def hold_fields(errors: rx.Var[dict[str, str]], *between: rx.Component) -> list[rx.Component]:
    return [
        text_field(
            "Reason",
            "reason",
            error=errors.get("reason", "").to(str),
            required=True,
            auto_focus=True,
            max_length=200,
            placeholder="Back from leave in March",
        ),
        *between,
        select_field("How long", "days", list(LASTS.items())),
    ]
