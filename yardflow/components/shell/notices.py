"""Short messages in the corner of the page, rendered from the state.

Reflex's toasts from the backend need ``unsafe-eval``, which our content security policy refuses.
"""

import reflex as rx
from reflex_components_core.core.banner import has_too_many_connection_errors

from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.links import download_link, text_link
from yardflow.state.workplace import NoticeLink, Workplace


def notices() -> rx.Component:
    """The corner where notices appear; always in the page, so that screen readers announce them."""
    notice = Workplace.notice
    return rx.el.div(
        rx.el.div(
            rx.cond((notice.text != "") & (notice.kind == "done"), _notice("circle-check", "done")),
            role="status",
        ),
        rx.el.div(
            rx.cond(
                (notice.text != "") & (notice.kind == "error"), _notice("circle-alert", "error")
            ),
            role="alert",
        ),
        class_name="yf-notices",
    )


def connection_banner() -> rx.Component:
    """Lies over the header while the server can't be reached; meanwhile no link leads away from it
    (assets/connection.js).
    """
    return rx.cond(
        has_too_many_connection_errors,
        rx.el.div(
            rx.icon("wifi-off", size=15, class_name="flex-none"),
            "Connection lost. Keep this page open. Your changes are saved when you're back online.",
            role="alert",
            class_name="yf-banner",
        ),
    )


class _Fading(rx.el.Div):
    """Fades by an animation, and fires an event when it is gone."""

    on_animation_end: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


def _notice(icon: str, kind: str) -> rx.Component:
    gone, link = Workplace.dismiss_notice(Workplace.notice.number), Workplace.notice.link
    return _Fading.create(
        rx.icon(icon, size=16),
        rx.el.p(Workplace.notice.text, rx.cond(link.href != "", _linked(link))),
        rx.cond(
            Workplace.notice.undo,
            button(
                "Undo",
                icon="undo-2",
                size="small",
                on_click=Workplace.undo(Workplace.notice.number),
                custom_attrs={"data-undo": ""},
            ),
        ),
        rx.cond(
            Workplace.notice.download != "",
            download_link("Download", Workplace.notice.download),
        ),
        icon_button("x", "Dismiss", size="small", on_click=gone),
        on_animation_end=gone,
        class_name="yf-notice",
        custom_attrs={
            "data-kind": kind,
            "data-lasting": rx.cond(
                Workplace.notice.undo | (Workplace.notice.download != "") | (link.href != ""),
                "true",
                "false",
            ),
        },
        key=Workplace.notice.number.to(str),
    )


def _linked(link: rx.Var[NoticeLink]) -> rx.Component:
    return rx.fragment(f". {link.before} ", text_link(link.text, link.href), ".")
