"""HubSpot: the connection to an account there, and the sync with it."""

from yardflow.registry import Domain, Handlers, JobKind, JobQueue, Loop, SettingsTab
from yardflow.services.hubspot.connection import refreshing
from yardflow.services.hubspot.syncing import asked, events

DOMAIN = Domain(
    name="hubspot",
    routers=(
        "yardflow.api.hubspot.connection:router",
        "yardflow.api.hubspot.sync:router",
        "yardflow.api.hubspot.webhooks:router",
    ),
    settings_tabs=(
        SettingsTab(
            "hubspot",
            "HubSpot",
            body="yardflow.pages.hubspot.connection:connection",
            load=("yardflow.state.hubspot.connection:HubspotState.load",),
        ),
    ),
    job_kinds=(
        JobKind(
            refreshing.KIND,
            JobQueue.DEFAULT,
            work="yardflow.services.hubspot.connection.refreshing:run",
            title="Renew HubSpot's token",
            title_without_name="Renew HubSpot's token",
            listed=False,
        ),
        JobKind(
            asked.KIND,
            JobQueue.LONG,
            work="yardflow.services.hubspot.syncing.asked:run",
            title="Sync {} with HubSpot",
            title_without_name="Sync with HubSpot",
        ),
        JobKind(
            asked.DRY_KIND,
            JobQueue.LONG,
            work="yardflow.services.hubspot.syncing.asked:preview",
            title="Preview the sync of {} with HubSpot",
            title_without_name="Preview a sync with HubSpot",
        ),
    ),
    handlers=(
        Handlers(
            "yardflow.state.hubspot.connection.HubspotState",
            member=("load",),
            admin=("connect", "connect_with_server_token", "test", "ask_disconnect", "disconnect"),
        ),
    ),
    each_minute=(refreshing.request, events.purge, asked.purge),
    loops=(Loop("hubspot", "yardflow.services.hubspot.syncing.round:Sync"),),
)
