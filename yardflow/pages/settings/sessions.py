"""The browsers in which the person is signed in."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import loaded_or, loading_rows
from yardflow.components.kit.native_form import native_form
from yardflow.components.kit.times import relative
from yardflow.state.settings.sessions import SessionRow, SessionsState


def sessions() -> rx.Component:
    """The list, and a button to end all sessions."""
    return card(
        loaded_or(
            SessionsState.loaded,
            SessionsState.problem,
            SessionsState.load,
            loading_rows(3),
            rx.fragment(
                rx.el.ul(rx.foreach(SessionsState.rows, _row), class_name="yf-rows"),
                rx.el.p(
                    "Signing out everywhere ends every session listed here, including this one. ",
                    SessionsState.also_revokes,
                    class_name="yf-hint px-4 pb-4",
                ),
            ),
        ),
        title="Active sessions",
        actions=native_form(
            submit("Sign out everywhere", kind="danger"),
            action="/api/auth/signout-everywhere",
        ),
        flush=True,
    )


def _row(row: SessionRow) -> rx.Component:
    return rx.el.li(
        rx.icon("monitor", size=18, color=rx.color("gray", 10)),
        rx.el.div(
            rx.el.div(
                rx.el.span(row.browser, class_name="font-medium"),
                rx.cond(row.current, badge("This browser", "green")),
                class_name="flex items-center gap-2",
            ),
            rx.el.div(
                row.ip,
                " · signed in ",
                relative(row.signed_in_at),
                " · last active ",
                relative(row.last_seen_at),
                class_name="yf-hint",
            ),
            class_name="flex flex-col gap-0.5 min-w-[200px] flex-1",
        ),
        rx.cond(
            ~row.current,
            button("Sign out", size="small", on_click=SessionsState.end(row.id)),
        ),
        key=row.id.to(str),
    )
