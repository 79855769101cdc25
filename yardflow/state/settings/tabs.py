"""Which tab of the settings is open, and what the last form there led to."""

import reflex as rx

from yardflow.state.settings.enrichment import EnrichmentSettings
from yardflow.state.settings.integrations import IntegrationsState
from yardflow.state.settings.profile import ProfileState
from yardflow.state.settings.sessions import SessionsState
from yardflow.state.settings.team import TeamState
from yardflow.state.settings.tokens import TokensState
from yardflow.state.workplace import Workplace

OPEN_TO_ALL = ("profile", "sessions", "tokens")
ONLY_ADMIN = ("team", "enrichment", "integrations")


class SettingsState(Workplace):
    """The tab is part of the address: ``/settings/?tab=team``."""

    tab: str = "profile"

    @rx.event
    async def open_tab(self):
        """Reads the address and loads the tab it names."""
        wanted = str(self.router.url.query_parameters.get("tab", ""))
        allowed = OPEN_TO_ALL + (ONLY_ADMIN if self.me.is_admin else ())
        self.tab = wanted if wanted in allowed else "profile"
        return {
            "profile": ProfileState.load,
            "sessions": SessionsState.load,
            "tokens": [TokensState.load, TokensState.arrive],
            "team": TeamState.load,
            "enrichment": EnrichmentSettings.load,
            "integrations": IntegrationsState.load,
        }[self.tab]
