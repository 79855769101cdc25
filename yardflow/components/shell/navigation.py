"""The navigation: a sidebar on a desktop, a drawer on a phone."""

import reflex as rx

from yardflow import registry
from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.links import link
from yardflow.registry import NavigationEntry
from yardflow.state.workplace import Workplace


def sidebar(current: str) -> rx.Component:
    """The navigation beside the page, from 1024 px up."""
    return rx.el.aside(
        rx.el.div(_brand(), _entries(current), _foot("sidebar")), class_name="yf-sidebar"
    )


def navigation_drawer(current: str) -> rx.Component:
    """The navigation behind a button, below 1024 px. Following a link closes it."""
    return rx.dialog.root(
        rx.dialog.trigger(icon_button("menu", "Open navigation")),
        rx.dialog.content(
            rx.dialog.title("Navigation", class_name="yf-hidden-text"),
            rx.el.div(
                _brand(),
                rx.dialog.close(icon_button("x", "Close navigation")),
                class_name="flex items-start justify-between",
            ),
            _entries(current, closing=True),
            _foot("drawer"),
            class_name="yf-drawer",
            custom_attrs={"aria-describedby": "", "data-side": "left"},
        ),
    )


def _brand() -> rx.Component:
    return rx.el.div(
        rx.icon("anchor", size=18, color=rx.color("accent", 10)), "YardFlow", class_name="yf-brand"
    )


def _entries(current: str, closing: bool = False) -> rx.Component:
    elements = [
        _entry(entry, current) for domain in registry.domains() for entry in domain.navigation
    ]
    return rx.el.nav(
        *[rx.dialog.close(element) if closing else element for element in elements],
        class_name="yf-nav",
        aria_label="Main",
    )


def _entry(entry: NavigationEntry, current: str) -> rx.Component:
    attributes = {"aria-current": "page"} if entry.label == current else {}
    return link(
        rx.icon(entry.icon, size=16),
        entry.label,
        href=entry.href,
        custom_attrs=attributes,
    )


def _foot(place: str) -> rx.Component:
    return rx.el.div(_sandbox_badge(), _event_switcher(place), class_name="yf-nav-foot")


def _sandbox_badge() -> rx.Component:
    content = (rx.icon("flask-conical", size=14), "Sandbox data")
    return rx.cond(
        Workplace.sandboxed,
        rx.cond(
            Workplace.me.is_admin,
            link(
                *content, href="/sandbox/", title="View sandbox requests", class_name="yf-sandbox"
            ),
            rx.el.div(*content, class_name="yf-sandbox"),
        ),
    )


def _event_switcher(place: str) -> rx.Component:
    name = f"active-event-{place}"
    return rx.cond(
        Workplace.event_choices.length() > 0,
        rx.el.div(
            rx.el.label("Active event", html_for=name, class_name="yf-hint px-1"),
            rx.el.select(
                rx.cond(Workplace.active_event_id == "", rx.el.option("Choose an event", value="")),
                rx.foreach(
                    Workplace.event_choices,
                    lambda event: rx.el.option(event.name, value=event.id),
                ),
                id=name,
                value=Workplace.active_event_id,
                on_change=Workplace.switch_event,
                class_name="yf-input",
            ),
            class_name="flex flex-col gap-1",
        ),
    )
