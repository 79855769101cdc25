"""The navigation: a sidebar on a desktop, a drawer on a phone."""

import reflex as rx

from yardflow import registry
from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.links import link
from yardflow.registry import NavigationEntry, NavigationGroup
from yardflow.state.workplace import Workplace

_HEADINGS = {NavigationGroup.OUTREACH: "Outreach", NavigationGroup.DATA: "Data"}


def sidebar(current: str) -> rx.Component:
    """The navigation beside the page, from 1024 px up."""
    return rx.el.aside(
        rx.el.div(_brand(), _event_switcher("sidebar"), _groups(current), _sandbox_badge()),
        class_name="yf-sidebar",
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
            _event_switcher("drawer"),
            _groups(current, closing=True),
            _sandbox_badge(),
            class_name="yf-drawer",
            custom_attrs={"aria-describedby": "", "data-side": "left"},
        ),
    )


def _brand() -> rx.Component:
    return rx.el.div(
        rx.icon("anchor", size=18, color=rx.color("accent", 10)), "YardFlow", class_name="yf-brand"
    )


def _groups(current: str, closing: bool = False) -> rx.Component:
    entries = [entry for domain in registry.domains() for entry in domain.navigation]
    groups = {
        group: [_entry(entry, current) for entry in entries if entry.group == group]
        for group in NavigationGroup
    }
    return rx.el.nav(
        *[_group(group, links, closing) for group, links in groups.items() if links],
        class_name="yf-nav",
        aria_label="Main",
    )


def _group(group: NavigationGroup, links: list[rx.Component], closing: bool) -> rx.Component:
    heading = _HEADINGS.get(group, "")
    return rx.el.div(
        rx.el.p(heading, aria_hidden="true", class_name="yf-nav-heading") if heading else None,
        *[rx.dialog.close(element) if closing else element for element in links],
        custom_attrs={"data-group": group.value},
        **({"role": "group", "aria_label": heading} if heading else {}),
    )


def _entry(entry: NavigationEntry, current: str) -> rx.Component:
    attributes = {"aria-current": "page"} if entry.label == current else {}
    shown = link(
        rx.icon(entry.icon, size=16),
        entry.label,
        href=entry.href,
        custom_attrs=attributes,
    )
    if entry.shown is None:
        return shown
    return rx.cond(Workplace.shown_entries.contains(entry.href), shown)


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
            rx.el.label("Active event", html_for=name, class_name="yf-hint"),
            rx.el.select(
                rx.cond(Workplace.active_event_id == "", rx.el.option("Choose an event", value="")),
                rx.foreach(
                    Workplace.event_choices,
                    lambda event: rx.el.option(event.name, value=event.id),
                ),
                id=name,
                value=Workplace.active_event_id,
                on_change=Workplace.switch_event,
                class_name="yf-input font-medium",
            ),
            class_name="yf-event-switcher",
        ),
    )
