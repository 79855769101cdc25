"""Signing in: a form that the browser posts, so that no password becomes an event."""

import reflex as rx

from yardflow.components.buttons import submit
from yardflow.components.fields import text_field
from yardflow.components.native_form import native_form
from yardflow.components.user_menu import theme_toggle
from yardflow.pages.page import Page
from yardflow.state.login import LoginState


def login() -> rx.Component:
    """The one form there is before anybody is known."""
    return rx.el.main(
        rx.el.div(theme_toggle(), class_name="fixed top-3 right-3"),
        rx.el.div(
            rx.el.div(
                rx.icon("anchor", size=22, color=rx.color("accent", 10)),
                rx.el.h1("Sign in to YardFlow", class_name="text-[18px] font-semibold mt-3"),
                rx.el.p("From the badge list to the booked meeting", class_name="yf-muted"),
                class_name="flex flex-col items-center gap-1 mb-6",
            ),
            _problem(),
            native_form(
                rx.el.input(type="hidden", name="next", value=LoginState.next),
                text_field("Email", "email", type="email", required=True, auto_complete="username"),
                text_field(
                    "Password",
                    "password",
                    type="password",
                    required=True,
                    auto_complete="current-password",
                ),
                submit("Sign in", class_name="w-full mt-1"),
                action="/api/auth/signin",
                class_name="flex flex-col gap-4",
            ),
            class_name="yf-login",
        ),
        class_name="min-h-dvh grid place-items-center p-5 bg-(--gray-2)",
    )


def _problem() -> rx.Component:
    return rx.el.div(
        rx.cond(
            LoginState.problem != "",
            rx.el.p(
                LoginState.problem,
                class_name="mb-4 px-3 py-2 rounded-lg text-[13px] bg-(--red-a3) text-(--red-12)",
            ),
        ),
        role="alert",
    )


PAGES = (Page("/login", "Sign in", login, (LoginState.read_address,), open_to_all=True),)
