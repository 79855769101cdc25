"""Settings: the person's own, and for an ADMIN the workplace's."""

from pkgutil import resolve_name

import reflex as rx

from yardflow.components.kit.tabs import link_tabs
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.registry import SettingsTab
from yardflow.state.settings.tabs import FIRST, SettingsState, open_to

# Imported with this page, because their states must be known where no page is compiled.
_BODIES = {tab.name: resolve_name(tab.body) for tab in open_to(is_admin=True)}


def settings() -> rx.Component:
    """One tab at a time, named by the address."""
    tabs = {name: body() for name, body in _BODIES.items()}
    first = tabs.pop(FIRST)
    return frame(
        "Settings",
        rx.cond(
            SettingsState.me.is_admin,
            _tabs(open_to(is_admin=True)),
            _tabs(open_to(is_admin=False)),
        ),
        rx.match(SettingsState.tab, *tabs.items(), first),
        width="narrow",
    )


def _tabs(tabs: list[SettingsTab]) -> rx.Component:
    return link_tabs(
        "Settings",
        SettingsState.tab,
        [
            *((tab.name, tab.label, f"/settings/?tab={tab.name}") for tab in tabs),
            ("jobs", "Jobs", "/jobs/"),
        ],
    )


PAGES = (Page("/settings", "Settings", settings, (SettingsState.open_tab,)),)
