"""The contacts of a forecast who are not in the sequence yet, as a form names them and in words."""

from collections.abc import Mapping

from yardflow.counts import counted
from yardflow.models import RecordKind
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.selection import Selection
from yardflow.state.contacts.filter_words import filter_words
from yardflow.state.editing import record_id

# The choice of those who were selected in the list.
CHOSEN = "chosen"


def of_event(event_id: str, persona: str) -> Selection | None:
    """The attendees of an event, or of them those with a persona; None without an event."""
    number = record_id(event_id)
    query = ContactQuery(event_id=number, persona=persona)
    return Selection(RecordKind.CONTACT, query=query) if number else None


def choice_of(selection: Selection | None) -> tuple[str, str]:
    """The choice of a form that a selection is, and its persona."""
    if selection is None:
        return "", ""
    query = selection.query
    if isinstance(query, ContactQuery) and query.event_id is not None:
        event_id = str(query.event_id)
        if selection == of_event(event_id, query.persona):
            return event_id, query.persona
    return CHOSEN, ""


def audience_words(selection: Selection, events: Mapping[str, str]) -> str:
    """``3 selected contacts``, ``Contacts at MODEX: persona ExecOps``; ``events`` are names of
    events by their ids.
    """
    query = selection.query
    if not isinstance(query, ContactQuery):
        return counted(len(selection.ids), "selected contact")
    whose = f"Contacts at {events.get(str(query.event_id), 'an event')}"
    parts = filter_words(_filters(query), similar=query.similar)
    parts += ["at one account"] if query.account_id else []
    parts += ["of one import"] if query.import_id else []
    listed = whose if query.event_id else "All contacts"
    return f"{listed}: {', '.join(parts)}" if parts else listed


def _filters(query: ContactQuery) -> dict[str, str]:
    names = ("q", "persona", "seniority", "stage", "status", "owner", "enrichment")
    return {
        **{name: getattr(query, name) for name in names},
        "email": query.email_status,
        **query.texts,
    }
