"""Signing in: a form that the browser posts, so that no password becomes an event."""

import reflex as rx

from yardflow.components.kit.buttons import submit
from yardflow.components.kit.fields import text_field
from yardflow.components.kit.native_form import native_form
from yardflow.components.shell.welcome import problem_box, welcome
from yardflow.pages.page import Page
from yardflow.state.login import LoginState


def login() -> rx.Component:
    """The sign-in form."""
    return welcome(
        "Sign in to YardFlow",
        "Turn badge scans into booked meetings",
        problem_box(LoginState.problem),
        native_form(
            rx.el.input(type="hidden", name="next", value=LoginState.next),
            text_field(
                "Email",
                "email",
                type="email",
                required=True,
                auto_focus=True,
                auto_complete="username",
            ),
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
    )


PAGES = (Page("/login", "Sign in", login, (LoginState.read_address,), open_to_all=True),)
