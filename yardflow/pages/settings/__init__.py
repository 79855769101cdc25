"""Settings: the person's own, and for an ADMIN the workplace's."""

import reflex as rx

from yardflow.components.kit.tabs import link_tabs
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.pages.settings.enrichment import enrichment
from yardflow.pages.settings.integrations import integrations
from yardflow.pages.settings.profile import profile
from yardflow.pages.settings.sessions import sessions
from yardflow.pages.settings.team import team
from yardflow.pages.settings.tokens import tokens
from yardflow.state.settings.tabs import ONLY_ADMIN, OPEN_TO_ALL, SettingsState

_LABELS = {
    "profile": "Profile",
    "sessions": "Sessions",
    "tokens": "API tokens",
    "team": "Team",
    "enrichment": "Enrichment",
    "integrations": "Integrations",
}


def settings() -> rx.Component:
    """One tab at a time, named by the address."""
    return frame(
        "Settings",
        rx.cond(
            SettingsState.me.is_admin,
            _tabs(OPEN_TO_ALL + ONLY_ADMIN),
            _tabs(OPEN_TO_ALL),
        ),
        rx.match(
            SettingsState.tab,
            ("sessions", sessions()),
            ("tokens", tokens()),
            ("team", team()),
            ("enrichment", enrichment()),
            ("integrations", integrations()),
            profile(),
        ),
        width="narrow",
    )


def _tabs(names: tuple[str, ...]) -> rx.Component:
    return link_tabs(
        "Settings",
        SettingsState.tab,
        [(name, _LABELS[name], f"/settings/?tab={name}") for name in names],
    )


PAGES = (Page("/settings", "Settings", settings, (SettingsState.open_tab,)),)
