"""Running the workplace: jobs, health, settings, and what stands outside."""

from yardflow.registry import Domain, Handlers, NavigationEntry, NavigationGroup, SettingsTab

DOMAIN = Domain(
    name="operations",
    routers=(
        "yardflow.api.jobs:router",
        "yardflow.api.health:router",
        "yardflow.api.docs:router",
    ),
    pages=("yardflow.pages.jobs", "yardflow.pages.settings", "yardflow.pages.sandbox_log"),
    navigation=(NavigationEntry("Settings", "/settings/", "settings", NavigationGroup.FOOT),),
    settings_tabs=(
        SettingsTab(
            "integrations",
            "Integrations",
            body="yardflow.pages.settings.integrations:integrations",
            load=("yardflow.state.settings.integrations:IntegrationsState.load",),
            admin_only=True,
        ),
    ),
    trays=("yardflow.state.jobs_tray:JobsTray.follow",),
    handlers=(
        Handlers(
            "yardflow.state.jobs.JobsState",
            member=("load", "follow", "show_more", "cancel", "run_again", "undo_job"),
        ),
        Handlers("yardflow.state.jobs_tray.JobsTray", member=("follow", "undo_job")),
        Handlers("yardflow.state.settings.tabs.SettingsState", member=("open_tab",)),
        Handlers(
            "yardflow.state.settings.integrations.IntegrationsState", admin=("load", "try_out")
        ),
        Handlers("yardflow.state.sandbox_log.SandboxLogState", admin=("load", "choose")),
    ),
)
