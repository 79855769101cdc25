"""An account's score: its factors, its history folded away, and overriding it."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.fields import form_error, text_area_field
from yardflow.components.kit.times import relative
from yardflow.components.records.new_contact import field
from yardflow.components.records.score import score_factors, score_ring
from yardflow.state.accounts.record import AccountState, ScoreStep


def score_card() -> rx.Component:
    account = AccountState.account
    return card(
        rx.el.div(
            score_ring(account.score),
            rx.el.div(
                rx.cond(
                    account.overridden,
                    rx.fragment(
                        badge("Override", "violet"),
                        rx.el.p(account.reason, class_name="[overflow-wrap:anywhere]"),
                        rx.el.p(
                            f"Calculated score: {account.calculated}", class_name="yf-hint yf-num"
                        ),
                        button(
                            "Reset to calculated",
                            size="small",
                            on_click=AccountState.release(account.id),
                        ),
                    ),
                    rx.fragment(
                        rx.el.p("Calculated from the factors below.", class_name="yf-muted"),
                        button(
                            "Override",
                            icon="hand",
                            size="small",
                            on_click=AccountState.ask_override(True),
                        ),
                    ),
                ),
                class_name="flex flex-col items-start gap-2 min-w-0",
            ),
            class_name="flex items-center gap-4 mb-5",
        ),
        score_factors(AccountState.factors),
        _history(),
        title="ICP score",
    )


def _history() -> rx.Component:
    return rx.cond(
        AccountState.history.length() > 0,
        rx.el.details(
            rx.el.summary(rx.icon("chevron-right", size=14), "Score history"),
            rx.el.ol(rx.foreach(AccountState.history, _step), class_name="flex flex-col gap-3"),
            class_name="yf-fold",
        ),
    )


def _step(step: ScoreStep) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            step.old,
            rx.icon("arrow-right", size=12, class_name="inline mx-1", aria_label="to"),
            rx.el.strong(step.new, class_name="font-semibold"),
            class_name="yf-num whitespace-nowrap w-[72px] flex-none",
        ),
        rx.el.div(
            rx.el.div(step.reason, class_name="[overflow-wrap:anywhere]"),
            rx.el.div(
                rx.cond(step.author != "", f"{step.author} · ", ""),
                relative(step.at),
                class_name="yf-hint",
            ),
            class_name="min-w-0",
        ),
        key=step.number.to(str),
        class_name="flex gap-3",
    )


def override_dialog() -> rx.Component:
    error = AccountState.errors.get("reason", "").to(str)
    return dialog(
        "Override score",
        rx.form(
            rx.el.div(
                form_error(AccountState.errors.get("form", "").to(str)),
                field(
                    AccountState,
                    "Score",
                    "score",
                    type="number",
                    min=0,
                    max=100,
                    step=1,
                    required=True,
                    auto_focus=True,
                    default_value=AccountState.account.score.to(str),
                ),
                text_area_field("Reason", "reason", error=error, required=True),
                class_name="flex flex-col gap-4",
            ),
            dialog_actions(
                button("Cancel", on_click=AccountState.ask_override(False)),
                submit("Override score"),
            ),
            on_submit=AccountState.override,
            custom_attrs={"data-kept": "score"},
        ),
        open=AccountState.overriding,
        on_open_change=AccountState.ask_override,
        description="Replaces the calculated score until someone resets it.",
    )
