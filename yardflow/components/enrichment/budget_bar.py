"""Today's money as a bar: what is spent, held reserved and unconfirmed of the budget."""

from typing import Any

import reflex as rx

from yardflow.components.kit.times import moment


def spend_bar(spend: Any) -> rx.Component:
    """The bar of a var of `state.enrichment.budget_view.Spend`, with its figures below it."""
    return rx.el.div(
        rx.el.div(
            rx.el.span(spend.spent, class_name="text-[22px] leading-7 font-semibold yf-num"),
            rx.el.span("spent of ", spend.budget, class_name="yf-muted yf-num"),
            rx.el.span(spend.left, " left", class_name="ml-auto font-medium yf-num"),
            class_name="flex flex-wrap items-baseline gap-x-2",
        ),
        rx.el.div(
            _part(spend.spent_share, "accent"),
            _part(spend.reserved_share, "soft"),
            _part(spend.unconfirmed_share, "orange"),
            role="img",
            aria_label=rx.Var.create("Budget of today: ")
            + spend.spent
            + " of "
            + spend.budget
            + " spent",
            class_name="yf-stack",
        ),
        rx.el.div(
            _key("accent", "Spent", spend.spent),
            rx.cond(spend.reserved != "", _key("soft", "Reserved", spend.reserved)),
            rx.cond(spend.unconfirmed != "", _key("orange", "Unconfirmed", spend.unconfirmed)),
            rx.el.span(
                "Starts anew at 00:00 UTC (", moment(spend.resumes_at), ")", class_name="ml-auto"
            ),
            class_name="flex flex-wrap items-center gap-x-4 gap-y-1 yf-hint yf-num",
        ),
        class_name="flex flex-col gap-2.5",
    )


def _part(share: rx.Var[float], tone: str) -> rx.Component:
    return rx.el.div(style={"width": f"{share}%"}, custom_attrs={"data-tone": tone})


def _key(tone: str, name: str, amount: rx.Var[str]) -> rx.Component:
    return rx.el.span(
        rx.el.span(class_name="yf-key", custom_attrs={"data-tone": tone}),
        name,
        " ",
        amount,
        class_name="inline-flex items-center gap-1.5",
    )
