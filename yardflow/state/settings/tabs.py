"""Which tab of the settings is open."""

import reflex as rx

from yardflow import registry
from yardflow.registry import SettingsTab
from yardflow.state.workplace import Workplace

FIRST = "profile"


def open_to(is_admin: bool) -> list[SettingsTab]:
    """The tabs that this person may open; those of ADMINs come last."""
    tabs = sorted(registry.settings_tabs().values(), key=lambda tab: tab.admin_only)
    return [tab for tab in tabs if is_admin or not tab.admin_only]


class SettingsState(Workplace):
    """The tab is part of the address: ``/settings/?tab=team``."""

    tab: str = FIRST

    @rx.event
    async def open_tab(self):
        """Reads the address and loads the tab it names."""
        named = str(self.router.url.query_parameters.get("tab", ""))
        allowed = {tab.name: tab for tab in open_to(self.me.is_admin)}
        self.tab = named if named in allowed else FIRST
        if named in registry.settings_tabs().keys() - allowed:
            self._complain("Only administrators can open these settings.")
        return registry.resolved(allowed[self.tab].load)
