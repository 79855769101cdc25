"""HubSpot: the connection to an account there, and the sync with it."""

from yardflow.registry import (
    Domain,
    Handlers,
    JobKind,
    JobQueue,
    Loop,
    NavigationEntry,
    NavigationGroup,
    SettingsTab,
)
from yardflow.services.hubspot.connection import refreshing, store, webhooks
from yardflow.services.hubspot.journal import undo_job
from yardflow.services.hubspot.mapping import creating, schema
from yardflow.services.hubspot.syncing import asked, dry_runs, events

DOMAIN = Domain(
    name="hubspot",
    routers=(
        "yardflow.api.hubspot.connection:router",
        "yardflow.api.hubspot.sync:router",
        "yardflow.api.hubspot.webhooks:router",
        "yardflow.api.hubspot.mapping:router",
        "yardflow.api.hubspot.records:router",
        "yardflow.api.hubspot.runs:router",
        "yardflow.api.hubspot.timeline:router",
    ),
    pages=(
        "yardflow.pages.hubspot.mapping",
        "yardflow.pages.hubspot.sync",
        "yardflow.pages.hubspot.dry_run",
        "yardflow.pages.hubspot.runs",
        "yardflow.pages.hubspot.errors",
        "yardflow.pages.hubspot.conflicts",
    ),
    navigation=(
        NavigationEntry(
            "HubSpot",
            "/hubspot/",
            "refresh-cw",
            NavigationGroup.DATA,
            shown=lambda session: store.read(session) is not None,
        ),
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
            work="yardflow.services.hubspot.syncing.backfill:run",
            title="Sync {} with HubSpot",
            title_without_name="Sync with HubSpot",
        ),
        JobKind(
            asked.DRY_KIND,
            JobQueue.LONG,
            work="yardflow.services.hubspot.syncing.dry_runs:run",
            title="Preview the sync of {} with HubSpot",
            title_without_name="Preview a sync with HubSpot",
        ),
        JobKind(
            schema.KIND,
            JobQueue.DEFAULT,
            work="yardflow.services.hubspot.mapping.schema:run",
            title="Read HubSpot's properties",
            title_without_name="Read HubSpot's properties",
            listed=False,
        ),
        JobKind(
            creating.KIND,
            JobQueue.DEFAULT,
            work="yardflow.services.hubspot.mapping.creating:run",
            title="Create properties in HubSpot",
            title_without_name="Create properties in HubSpot",
        ),
        JobKind(
            webhooks.KIND,
            JobQueue.DEFAULT,
            work="yardflow.services.hubspot.connection.webhooks:run",
            title="Set up HubSpot's webhooks",
            title_without_name="Set up HubSpot's webhooks",
            listed=False,
        ),
        JobKind(
            undo_job.KIND,
            JobQueue.LONG,
            work="yardflow.services.hubspot.journal.undo_job:run",
            title="Undo a sync with HubSpot",
            title_without_name="Undo a sync with HubSpot",
        ),
    ),
    stylesheets=("/mapping.css",),
    handlers=(
        Handlers(
            "yardflow.state.hubspot.connection.HubspotState",
            member=("load",),
            admin=(
                *("connect", "connect_with_server_token", "test", "ask_disconnect", "disconnect"),
                *("ask_forget", "forget"),
            ),
        ),
        Handlers(
            "yardflow.state.hubspot.mapping.MappingState",
            member=("load", "refresh", "follow"),
            admin=("read_again", "choose_direction", "choose_asks", "remove"),
        ),
        Handlers(
            "yardflow.state.hubspot.mapping_values.MappingValues",
            admin=("ask", "close", "choose", "choose_other", "turn_may_lower", "save"),
        ),
        Handlers(
            "yardflow.state.hubspot.mapping_adding.MappingAdding",
            admin=(
                *("ask", "ask_other", "close", "choose_field", "search"),
                *("choose", "choose_direction", "save"),
            ),
        ),
        Handlers(
            "yardflow.state.hubspot.mapping_creating.MappingCreating",
            admin=("ask", "close", "create", "follow"),
        ),
        Handlers("yardflow.state.hubspot.guide.HubspotGuide", member=("load",)),
        Handlers(
            "yardflow.state.hubspot.record.HubspotRecord",
            member=(
                "load_contact",
                "load_account",
                "read_again",
                "show_older",
                "sync",
                "look",
                "undo_decision",
                "rule",
                "follow",
                "follow_job",
                "close_dry_run",
            ),
        ),
        Handlers(
            "yardflow.state.hubspot.event.HubspotEvent",
            member=("load",),
            admin=("ask", "close", "sync", "look", "follow_job", "close_dry_run"),
        ),
        Handlers(
            "yardflow.state.hubspot.sync.HubspotSyncState",
            member=(
                *("load", "follow", "choose", "turn_linked_only", "dry_run"),
                *("pause_run", "resume_run", "cancel_run"),
            ),
            admin=("ask_start", "start", "pause", "resume", "sync"),
        ),
        Handlers(
            "yardflow.state.hubspot.timeline.HubspotTimelineState",
            member=("load",),
            admin=("turn",),
        ),
        Handlers(
            "yardflow.state.hubspot.dry_run.HubspotDryRunState",
            member=("load", "follow", "cancel"),
            admin=("sync",),
        ),
        Handlers("yardflow.state.hubspot.runs.HubspotRunsState", member=("load",)),
        Handlers(
            "yardflow.state.hubspot.runs.HubspotRunState",
            member=("load", "undo_one", "follow_undo"),
            admin=("ask_undo", "undo_run"),
        ),
        Handlers(
            "yardflow.state.hubspot.errors.HubspotErrorsState",
            member=("load", "retry", "log_again"),
            admin=("retry_all", "log_all_again"),
        ),
        Handlers(
            "yardflow.state.hubspot.conflicts.HubspotConflictsState",
            member=("load", "decide", "undo_last"),
        ),
    ),
    each_minute=(
        refreshing.request,
        events.purge,
        dry_runs.purge,
        webhooks.request,
    ),
    loops=(
        Loop("hubspot", "yardflow.services.hubspot.syncing.round:Sync"),
        Loop("hubspot_timeline", "yardflow.services.hubspot.timeline.round:Logging"),
    ),
)
