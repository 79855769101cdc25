"""The card in the middle of the screen, for pages that need no login."""

from typing import Any

import reflex as rx

from yardflow.components.shell.user_menu import theme_toggle


def welcome(title: str, subtitle: str | rx.Var[str], *children: Any) -> rx.Component:
    """A title under the logo, and a form below it."""
    return rx.el.main(
        rx.el.div(theme_toggle(), class_name="fixed top-3 right-3"),
        rx.el.div(
            rx.el.div(
                rx.icon("anchor", size=22, color=rx.color("accent", 10)),
                rx.el.h1(title, class_name="text-[18px] font-semibold mt-3"),
                rx.el.p(subtitle, class_name="yf-muted min-h-5"),
                class_name="flex flex-col items-center gap-1 mb-6 text-center",
            ),
            *children,
            class_name="yf-login",
        ),
        class_name="yf-welcome",
    )


def problem_box(problem: rx.Var[str]) -> rx.Component:
    """What went wrong with the last attempt."""
    return rx.el.div(
        rx.cond(
            problem != "",
            rx.el.p(
                problem,
                class_name="mb-4 px-3 py-2 rounded-lg text-[13px] bg-(--red-a3) text-(--red-12)",
            ),
        ),
        role="alert",
    )
