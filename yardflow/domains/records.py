"""Events, accounts and contacts."""

from sqlmodel import col

from yardflow.models import Account, BulkChange, Contact, Deletion, Export
from yardflow.registry import (
    LIST,
    Domain,
    Handlers,
    JobKind,
    JobQueue,
    NavigationEntry,
    SettingsTab,
    Subject,
)
from yardflow.services.records import bulk_changes, deletion, export
from yardflow.services.records.bulk_changes import service as bulk_service
from yardflow.services.records.bulk_changes import views as bulk_views
from yardflow.services.records.deletion import service as deletion_service
from yardflow.services.records.deletion import undoing

_SELECTION = ("select", "select_page", "select_matching", "select_none")
_EXPORT = ("export", "follow_export")
_CHANGE = (
    "set_owner",
    "set_stage",
    "set_status",
    "change_personas",
    "add_to_event",
    "remove_from_event",
    "follow_change",
    "cancel_change",
)
_EVENT_LIST = (*LIST, *_SELECTION, *_EXPORT, *_CHANGE, "list_event")
_DELETING = ("ask_delete_selected", "delete_selected")
_AT_EVENTS = ("add_to_event", "remove_from_event", "change_at_event")
_RECORD = ("edit", "stop_editing", "save", "assign", "copied", "ask_delete", "delete")
_NOTES = (
    "add_note",
    "edit_note",
    "stop_editing_note",
    "save_note",
    "ask_delete_note",
    "close_delete_note",
    "delete_note",
)

DOMAIN = Domain(
    name="records",
    routers=(
        "yardflow.api.records.events:router",
        "yardflow.api.records.event_lists:router",
        "yardflow.api.records.notes:router",
        "yardflow.api.records.changes:router",
        "yardflow.api.records.accounts:router",
        "yardflow.api.records.contacts:router",
        "yardflow.api.records.exports:router",
        "yardflow.api.records.deletions:router",
    ),
    pages=(
        "yardflow.pages.events",
        "yardflow.pages.accounts.index",
        "yardflow.pages.accounts.record",
        "yardflow.pages.contacts.index",
        "yardflow.pages.contacts.record",
    ),
    navigation=(
        NavigationEntry("Contacts", "/contacts/", "users"),
        NavigationEntry("Accounts", "/accounts/", "building-2"),
        NavigationEntry("Events", "/events/", "calendar-days"),
    ),
    settings_tabs=(
        SettingsTab(
            "deleted",
            "Recently deleted",
            body="yardflow.pages.settings.deleted:deleted",
            load=("yardflow.state.settings.deleted:DeletedState.load",),
        ),
    ),
    stylesheets=("/records.css", "/lists.css", "/selection.css"),
    scripts=("/lists.js", "/record.js"),
    handlers=(
        Handlers(
            "yardflow.state.events.EventsState",
            member=(
                *LIST,
                "show_form",
                "save",
                "save_moved",
                "close_moving",
                "next_moves",
                "previous_moves",
                "add_hall_day",
                "remove_hall_day",
                "work_on",
                "ask_copy",
                "close_copy",
                "copy",
            ),
            admin=("ask_delete", "close_delete", "delete"),
        ),
        Handlers(
            "yardflow.state.accounts.index.AccountsState",
            member=(*_EVENT_LIST, *_DELETING, "copied", "ask_new", "add", "follow_standings"),
        ),
        Handlers(
            "yardflow.state.accounts.record.AccountState",
            member=(
                "load",
                "read_again",
                "revert_value",
                "accept",
                "reject",
                *_RECORD,
                *_AT_EVENTS,
                *_NOTES,
                "ask_override",
                "override",
                "release",
                "ask_new",
                "add",
            ),
        ),
        Handlers(
            "yardflow.state.contacts.index.ContactsState",
            member=(
                *_EVENT_LIST,
                *_DELETING,
                "copied",
                "ask_new",
                "suggest",
                "add",
                "follow_standings",
            ),
        ),
        Handlers(
            "yardflow.state.contacts.record.ContactState",
            member=(
                "load",
                "read_again",
                "revert_value",
                "accept",
                "reject",
                "mark_email",
                "refuse_seniority",
                *_AT_EVENTS,
                *_NOTES,
                *_RECORD,
            ),
        ),
        Handlers("yardflow.state.settings.deleted.DeletedState", member=("load", "restore")),
    ),
    subjects=(
        Subject(
            "contact",
            col(Contact.id),
            (col(Contact.first_name), col(Contact.last_name)),
            page="/contacts/{}/",
        ),
        Subject("account", col(Account.id), (col(Account.name),), page="/accounts/{}/"),
        Subject(
            "deletion", col(Deletion.id), (col(Deletion.label),), page="/settings/?tab=deleted"
        ),
        Subject("bulk_change", col(BulkChange.id), (col(BulkChange.label),), page=""),
        Subject("export", col(Export.id), (col(Export.filename),), page=""),
    ),
    job_kinds=(
        JobKind(
            bulk_service.CHANGE_JOB,
            JobQueue.LONG,
            work="yardflow.services.records.bulk_changes.job:change",
            title="{}",
            title_without_name="Change records",
            can_undo=bulk_views.undoable_jobs,
            undo=bulk_service.undo_job,
        ),
        JobKind(
            bulk_service.UNDO_JOB,
            JobQueue.LONG,
            work="yardflow.services.records.bulk_changes.job:undo",
            title="Undo: {}",
            title_without_name="Undo a change of records",
        ),
        JobKind(
            deletion_service.DELETE_JOB,
            JobQueue.LONG,
            work="yardflow.services.records.deletion.job:delete_records",
            title="Delete {}",
            title_without_name="Delete records",
            run_again=deletion_service.refuse_expired,
            can_undo=undoing.undoable_jobs,
            undo=undoing.undo_job,
        ),
        JobKind(
            undoing.RESTORE_JOB,
            JobQueue.LONG,
            work="yardflow.services.records.deletion.job:restore_records",
            title="Restore {}",
            title_without_name="Restore deleted records",
            run_again=deletion_service.refuse_expired,
        ),
        JobKind(
            "make_export",
            JobQueue.LONG,
            work="yardflow.services.records.export:run",
            title="Export {}",
            title_without_name="Export records",
            download="/api/exports/{}/file",
        ),
    ),
    each_minute=(bulk_changes.purge, export.discard_expired, deletion.purge),
    undo_actions={
        "undo_deletion": "yardflow.state.records.undo_actions:restore_deleted",
        "undo_refused_seniority": "yardflow.state.records.undo_actions:infer_seniority",
        "undo_bulk_change": "yardflow.state.records.undo_actions:undo_bulk_change",
    },
    refresh=(
        ("/accounts", "yardflow.state.accounts.index:AccountsState.load"),
        ("/accounts/*", "yardflow.state.accounts.record:AccountState.read_again"),
        ("/contacts", "yardflow.state.contacts.index:ContactsState.load"),
        ("/contacts/*", "yardflow.state.contacts.record:ContactState.read_again"),
    ),
)
