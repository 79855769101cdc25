"""The person's name and password."""

import reflex as rx

from yardflow.auth import passwords
from yardflow.components.kit.buttons import submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.field_list import field_list
from yardflow.components.kit.fields import text_field
from yardflow.components.kit.native_form import native_form
from yardflow.state.settings.profile import ProfileState


def profile() -> rx.Component:
    """Two cards: profile and password."""
    return rx.fragment(_name(), _password())


def _name() -> rx.Component:
    return card(
        field_list(
            ("Email", ProfileState.me.email),
            ("Role", rx.cond(ProfileState.me.is_admin, "Administrator", "Member")),
        ),
        rx.form(
            text_field(
                "Name",
                "name",
                error=ProfileState.name_error,
                default_value=ProfileState.me.name,
                key=ProfileState.me.name,
                required=True,
                max_length=100,
                auto_complete="name",
            ),
            submit("Save name", class_name="self-start"),
            on_submit=ProfileState.rename,
            custom_attrs={"data-kept": "name"},
            class_name="flex flex-col gap-4 max-w-sm mt-5",
        ),
        title="Profile",
    )


def _password() -> rx.Component:
    return card(
        native_form(
            rx.el.div(
                rx.cond(
                    ProfileState.password_note != "",
                    rx.el.p(
                        ProfileState.password_note,
                        class_name=rx.cond(
                            ProfileState.password_changed, "text-(--green-11)", "text-(--red-11)"
                        ),
                    ),
                ),
                role="status",
                class_name="empty:hidden",
            ),
            rx.el.input(
                type="hidden",
                name="username",
                value=ProfileState.me.email,
                auto_complete="username",
            ),
            text_field(
                "Current password",
                "current",
                type="password",
                required=True,
                auto_complete="current-password",
            ),
            text_field(
                "New password",
                "new",
                type="password",
                required=True,
                min_length=passwords.SHORTEST,
                auto_complete="new-password",
                hint=passwords.HINT,
            ),
            rx.el.p(
                "You'll be signed out elsewhere. ", ProfileState.also_revokes, class_name="yf-hint"
            ),
            submit("Change password", class_name="self-start"),
            action="/api/auth/password",
            class_name="flex flex-col gap-4 max-w-sm",
        ),
        title="Password",
    )
