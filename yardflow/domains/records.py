"""Events, accounts and contacts."""

from sqlmodel import col

from yardflow.models import Account, Contact, Deletion
from yardflow.registry import (
    Domain,
    Handlers,
    JobKind,
    JobQueue,
    NavigationEntry,
    SettingsTab,
    Subject,
)
from yardflow.services.records import deletion

_LIST = ("load", "search", "narrow", "sort_by", "next_page", "previous_page", "widen")
_SELECTION = ("select", "select_page", "select_matching", "select_none")
_EVENT_LIST = (*_LIST, *_SELECTION, "list_event", "add_to_event", "remove_from_event")
_DELETING = ("ask_delete_selected", "delete_selected")
_AT_EVENTS = ("add_to_event", "remove_from_event", "change_at_event")
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
        "yardflow.api.records.accounts:router",
        "yardflow.api.records.contacts:router",
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
    stylesheets=("/records.css",),
    handlers=(
        Handlers(
            "yardflow.state.events.EventsState",
            member=(*_LIST, "show_form", "save", "work_on", "ask_copy", "close_copy", "copy"),
            admin=("ask_delete", "close_delete", "delete"),
        ),
        Handlers(
            "yardflow.state.accounts.index.AccountsState",
            member=(*_EVENT_LIST, *_DELETING, "ask_new", "add"),
        ),
        Handlers(
            "yardflow.state.accounts.record.AccountState",
            member=(
                "load",
                "read_again",
                "revert_value",
                "accept",
                "reject",
                "edit",
                "stop_editing",
                "save",
                *_AT_EVENTS,
                *_NOTES,
                "assign",
                "ask_override",
                "override",
                "release",
                "ask_new",
                "add",
                "ask_delete",
                "delete",
            ),
        ),
        Handlers(
            "yardflow.state.contacts.index.ContactsState",
            member=(
                *_EVENT_LIST,
                *_DELETING,
                "ask_new",
                "suggest",
                "add",
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
                *_AT_EVENTS,
                *_NOTES,
                "edit",
                "stop_editing",
                "save",
                "assign",
                "ask_delete",
                "delete",
            ),
        ),
        Handlers("yardflow.state.settings.deleted.DeletedState", member=("load", "restore")),
    ),
    job_kinds=(
        JobKind(
            "delete_records",
            JobQueue.LONG,
            work="yardflow.services.records.deletion:delete_records",
            title="Delete {}",
            title_without_name="Delete records",
        ),
        JobKind(
            "restore_records",
            JobQueue.LONG,
            work="yardflow.services.records.deletion:restore_records",
            title="Restore {}",
            title_without_name="Restore deleted records",
        ),
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
    ),
    undo_actions={
        "undo_target_removal": "yardflow.state.records.undo_actions:restore_targets",
        "undo_deletion": "yardflow.state.records.undo_actions:restore_deleted",
        "undo_attendee_removal": "yardflow.state.records.undo_actions:restore_attendees",
    },
    refresh=(
        ("/accounts", "yardflow.state.accounts.index:AccountsState.load"),
        ("/accounts/*", "yardflow.state.accounts.record:AccountState.read_again"),
        ("/contacts", "yardflow.state.contacts.index:ContactsState.load"),
        ("/contacts/*", "yardflow.state.contacts.record:ContactState.read_again"),
    ),
    each_minute=(deletion.purge,),
)
