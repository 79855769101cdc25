"""The person's own menu: theme, profile, signing out."""

import reflex as rx

from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.links import link
from yardflow.components.kit.native_form import native_form
from yardflow.state.workplace import Workplace

SIGN_OUT_FORM = "sign-out"


def theme_toggle() -> rx.Component:
    """Switches between light and dark, where no one is signed in; the browser keeps the choice."""
    return rx.color_mode_cond(
        light=icon_button("moon", "Switch to dark theme", on_click=rx.toggle_color_mode),
        dark=icon_button("sun", "Switch to light theme", on_click=rx.toggle_color_mode),
    )


def user_menu() -> rx.Component:
    """The avatar in the header with its menu. Signing out is an HTTP POST, not an event."""
    return rx.fragment(
        native_form(action="/api/auth/signout", id=SIGN_OUT_FORM),
        rx.dropdown_menu.root(
            rx.dropdown_menu.trigger(
                rx.el.button(
                    avatar(rx.cond(Workplace.me.initials != "", Workplace.me.initials, "·")),
                    type="button",
                    aria_label="User menu",
                    class_name="yf-avatar-button",
                )
            ),
            rx.dropdown_menu.content(
                rx.el.div(
                    rx.el.div(Workplace.me.name, class_name="font-medium"),
                    Workplace.me.email,
                    class_name="yf-menu-note",
                ),
                rx.dropdown_menu.separator(),
                rx.dropdown_menu.item(link("Profile", href="/settings/"), as_child=True),
                rx.dropdown_menu.item(
                    rx.color_mode_cond(light="Dark theme", dark="Light theme"),
                    on_select=rx.toggle_color_mode,
                ),
                rx.dropdown_menu.separator(),
                rx.dropdown_menu.item(
                    rx.el.button(
                        "Sign out", type="submit", form=SIGN_OUT_FORM, class_name="w-full"
                    ),
                    as_child=True,
                ),
                align="end",
            ),
            modal=False,
        ),
    )
