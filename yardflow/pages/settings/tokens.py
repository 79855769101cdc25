"""API tokens."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog, dialog, dialog_actions
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows
from yardflow.components.kit.fields import select_field, text_field
from yardflow.components.kit.links import full_load_link
from yardflow.components.kit.native_form import native_form
from yardflow.components.kit.times import moment, relative
from yardflow.state.settings.tokens import TokenRow, TokensState

_SCOPES = [("read", "Read"), ("write", "Read and write")]
_LIFETIMES = [
    ("30", "30 days"),
    ("90", "90 days"),
    ("365", "1 year"),
    ("never", "Never"),
]


def tokens() -> rx.Component:
    """The list of tokens and the dialog that creates one."""
    return rx.fragment(
        card(
            loaded_or(
                TokensState.loaded,
                TokensState.problem,
                TokensState.load,
                loading_rows(3),
                rx.cond(TokensState.rows.length() > 0, _list(), _none()),
            ),
            title="API tokens",
            actions=rx.fragment(
                full_load_link(
                    "API reference",
                    "/api/docs",
                    class_name="yf-button",
                    custom_attrs={"data-kind": "ghost"},
                ),
                _new_button(),
            ),
            flush=True,
        ),
        dialog(
            "New API token",
            rx.cond(TokensState.fresh_secret == "", _form(), _secret()),
            open=TokensState.making,
            on_open_change=TokensState.ask_new,
        ),
        confirm_dialog(
            "Revoke this token?",
            "Scripts that use it will stop working right away. This can't be undone.",
            open=TokensState.revoking > 0,
            on_open_change=TokensState.close_revoke,
            confirm="Revoke",
            on_confirm=TokensState.revoke,
        ),
    )


def _new_button() -> rx.Component:
    return button("New token", icon="plus", kind="primary", on_click=TokensState.ask_new(True))


def _none() -> rx.Component:
    return empty_state("key-round", "No tokens yet", "Tokens let scripts use the API as you.")


def _list() -> rx.Component:
    return rx.el.ul(rx.foreach(TokensState.rows, _row), class_name="yf-rows")


def _row(row: TokenRow) -> rx.Component:
    return rx.el.li(
        rx.icon("key-round", size=18, color=rx.color("gray", 10)),
        rx.el.div(
            rx.el.div(
                rx.el.span(row.name, class_name="font-medium yf-truncate"),
                badge(row.hint),
                rx.cond(row.writes, badge("Read and write", "violet"), badge("Read", "blue")),
                class_name="flex items-center gap-2 flex-wrap",
            ),
            rx.el.div(
                "Created ",
                relative(row.created_at),
                rx.cond(
                    row.last_used_at != "",
                    rx.fragment(" · last used ", relative(row.last_used_at)),
                    " · never used",
                ),
                rx.cond(
                    row.expires_at != "",
                    rx.fragment(" · expires ", moment(row.expires_at, date_only=True)),
                    " · never expires",
                ),
                class_name="yf-hint",
            ),
            class_name="flex flex-col gap-0.5 min-w-[200px] flex-1",
        ),
        button("Revoke", size="small", on_click=TokensState.ask_revoke(row.id)),
        key=row.id.to(str),
    )


def _form() -> rx.Component:
    typed, errors = TokensState.typed, TokensState.errors
    return native_form(
        rx.el.div(
            text_field(
                "Name",
                "name",
                error=errors["name"],
                hint="What uses it, for example “Badge scanner”",
                default_value=typed["name"],
                required=True,
                max_length=100,
                auto_complete="off",
            ),
            *(
                # A select takes its default when it is created: another default, another select.
                select_field(label, name, options, default_value=typed[name], key=typed[name])
                for label, name, options in (
                    ("Access", "scopes", _SCOPES),
                    ("Expires", "days", _LIFETIMES),
                )
            ),
            text_field(
                "Your password",
                "password",
                error=errors["password"],
                type="password",
                required=True,
                auto_complete="current-password",
            ),
            rx.el.p(
                "The token also stops working when you change your password, sign out everywhere "
                "or get a different role.",
                class_name="yf-hint",
            ),
            class_name="flex flex-col gap-4",
        ),
        dialog_actions(
            button("Cancel", on_click=TokensState.ask_new(False)), submit("Create token")
        ),
        action="/api/tokens",
    )


def _secret() -> rx.Component:
    return rx.fragment(
        rx.el.p("Copy it now. You won't see it again.", class_name="mb-3"),
        rx.el.div(TokensState.fresh_secret, class_name="yf-code", id="fresh-secret"),
        dialog_actions(
            button("Copy", icon="copy", on_click=rx.set_clipboard(TokensState.fresh_secret)),
            button("Done", kind="primary", on_click=TokensState.ask_new(False)),
        ),
    )
