"""An ICP score: as a small bar in a list, as a ring with its factors on a record."""

from typing import Any

import reflex as rx

_RING = 2 * 3.14159 * 34


def score_bar(score: rx.Var[int], overridden: rx.Var[bool] | bool = False) -> rx.Component:
    """The number, and a bar of that length; a hand where a person overrode it."""
    return rx.el.div(
        rx.cond(overridden, rx.icon("hand", size=13, aria_label="Override"), rx.fragment()),
        rx.el.span(score, class_name="yf-num w-7 text-right"),
        rx.el.div(
            rx.el.div(
                style={"width": f"{score}%"},
                custom_attrs={"data-fit": _fit(score)},
            ),
            class_name="yf-score-bar",
            aria_hidden="true",
        ),
        class_name="inline-flex items-center gap-2",
    )


def score_ring(score: rx.Var[int]) -> rx.Component:
    """The number, in a ring filled to that share."""
    return rx.el.div(
        rx.el.svg(
            rx.el.svg.circle(cx="40", cy="40", r="34", class_name="yf-ring-track"),
            rx.el.svg.circle(
                cx="40",
                cy="40",
                r="34",
                class_name="yf-ring-fill",
                stroke_dasharray=f"{_RING:.1f}",
                style={"strokeDashoffset": rx.Var.create(_RING) * (1 - score / 100)},
                custom_attrs={"data-fit": _fit(score)},
            ),
            view_box="0 0 80 80",
            class_name="size-[88px] -rotate-90",
            aria_hidden="true",
        ),
        rx.el.div(
            rx.el.span(score, class_name="text-[22px] leading-6 font-semibold yf-num"),
            rx.el.span("of 100", class_name="yf-hint"),
            class_name="absolute inset-0 flex flex-col items-center justify-center",
        ),
        class_name="relative flex-none",
    )


def score_factors(factors: rx.Var[Any]) -> rx.Component:
    """Each factor of the score as a bar, with what it comes from."""
    return rx.el.ul(
        rx.foreach(
            factors,
            lambda factor: rx.el.li(
                rx.el.div(
                    rx.el.span(factor.name, class_name="font-medium"),
                    rx.el.span(
                        f"{factor.points} of {factor.maximum}", class_name="yf-num yf-muted"
                    ),
                    class_name="flex justify-between gap-3 text-[13px]",
                ),
                rx.el.div(
                    rx.el.div(style={"width": f"{factor.percent}%"}),
                    class_name="yf-progress",
                    aria_hidden="true",
                ),
                rx.el.div(factor.explanation, class_name="yf-hint"),
                key=factor.name,
                class_name="flex flex-col gap-1",
            ),
        ),
        class_name="flex flex-col gap-3",
    )


def _fit(score: rx.Var[int]) -> Any:
    return rx.cond(score >= 60, "good", rx.cond(score >= 30, "fair", "poor"))
