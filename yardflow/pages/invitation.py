"""Joining the team: an invited person sets a name and a password."""

import reflex as rx

from yardflow.auth import passwords
from yardflow.components.kit.buttons import button_link, submit
from yardflow.components.kit.feedback import loading_lines
from yardflow.components.kit.fields import text_field
from yardflow.components.kit.native_form import native_form
from yardflow.components.shell.welcome import problem_box, welcome
from yardflow.pages.page import Page
from yardflow.state.invitation import InvitationState


def invitation() -> rx.Component:
    """The form, or why the link no longer works."""
    return welcome(
        "Join YardFlow",
        rx.cond(InvitationState.email != "", InvitationState.email, ""),
        problem_box(InvitationState.problem),
        rx.cond(
            InvitationState.loaded,
            rx.cond(InvitationState.email != "", _form(), button_link("Go to sign-in", "/login")),
            loading_lines(4),
        ),
    )


def _form() -> rx.Component:
    return native_form(
        rx.el.input(type="hidden", name="token", value=InvitationState.token),
        rx.el.input(
            type="hidden", name="username", value=InvitationState.email, auto_complete="username"
        ),
        text_field("Your name", "name", required=True, max_length=100, auto_complete="name"),
        text_field(
            "Password",
            "password",
            type="password",
            required=True,
            min_length=passwords.SHORTEST,
            auto_complete="new-password",
            hint=passwords.HINT,
        ),
        submit("Join", class_name="w-full mt-1"),
        action="/api/auth/join",
        class_name="flex flex-col gap-4",
    )


PAGES = (
    Page(
        "/invitation",
        "Join",
        invitation,
        (InvitationState.read_address,),
        open_to_all=True,
    ),
)
