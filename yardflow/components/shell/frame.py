"""The frame of every page behind the login."""

from typing import Any, Literal

import reflex as rx

from yardflow.components.kit.links import jump_link, text_link
from yardflow.components.shell.brakes_tray import brakes_tray
from yardflow.components.shell.jobs_tray import jobs_tray
from yardflow.components.shell.navigation import navigation_drawer, sidebar
from yardflow.components.shell.notices import connection_banner, notices
from yardflow.components.shell.page_progress import page_progress
from yardflow.components.shell.user_menu import user_menu
from yardflow.state.workplace import Workplace


def frame(
    title: str | rx.Var[str],
    *children: Any,
    section: str = "",
    actions: rx.Component | None = None,
    back: tuple[str, str | rx.Var[str]] | None = None,
    width: Literal["wide", "narrow", "list"] = "wide",
    heading: bool = True,
) -> rx.Component:
    """A page: navigation, a header with ``title`` and ``actions``, and one ``main``.

    ``section`` is the navigation entry to mark (by default the title). ``back`` is the name and
    address of the list a record belongs to; on a phone a sign leads there. Without ``heading`` the
    page has its own first heading. A ``list`` fills the screen to its edges.
    """
    current = section or (title if isinstance(title, str) else "")
    return rx.el.div(
        jump_link("Skip to content", "content"),
        rx.el.div(
            sidebar(current),
            rx.el.div(
                _header(title if heading else None, actions, back, current),
                connection_banner(),
                rx.el.main(
                    rx.el.div(*children, class_name="flex flex-col gap-4"),
                    id="content",
                    tab_index=-1,
                    class_name="yf-main",
                    custom_attrs={"data-width": width},
                ),
                class_name="yf-body",
            ),
            class_name="yf-frame",
        ),
        notices(),
        custom_attrs={"data-person": Workplace.me.email},  # whose drafts the forms are (drafts.js)
    )


def _header(
    title: str | rx.Var[str] | None,
    actions: rx.Component | None,
    back: tuple[str, str | rx.Var[str]] | None,
    current: str,
) -> rx.Component:
    trail = (
        rx.el.span(
            text_link(back[0], back[1], custom_attrs={"data-back": ""}),
            rx.el.span("/", class_name="yf-muted px-2", aria_hidden="true")
            if title is not None
            else None,
            class_name="yf-trail",
        )
        if back
        else None
    )
    return rx.el.header(
        page_progress(),
        rx.el.div(navigation_drawer(current), class_name="yf-only-narrow"),
        trail,
        rx.el.h1(title, class_name="yf-truncate") if title is not None else None,
        rx.el.div(
            actions,
            brakes_tray(),
            jobs_tray(),
            user_menu(),
            class_name="ml-auto flex items-center gap-2 flex-none",
        ),
        class_name="yf-header",
    )
