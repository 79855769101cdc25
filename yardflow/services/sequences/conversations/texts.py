"""What emails of sequences said: written anew from their version, which never changes."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow.services.sequences.senders import email_settings
from yardflow.services.sequences.senders.identities import OWN_LINK, identities
from yardflow.services.sequences.templates import html_part, sources, text_part
from yardflow.services.sequences.templates.rendering import Refused, compiled, wording, written
from yardflow.services.sequences.templates.values import of_event, values_for
from yardflow.services.sequences.templates.variables import BOOKING, POSTAL_ADDRESS, UNSUBSCRIBE

# So many of a conversation are written anew.
MOST = 20
_LINK = "(a link of their own)"
_MESSAGES = text("""
SELECT m.id, m.contact_id, m.sender_id, m.step, m.wording_shift,
    m.template_version_id AS version_id, e.event_id
FROM message m LEFT JOIN enrollment e ON e.id = m.enrollment_id
WHERE m.id = ANY(:ids) AND m.contact_id IS NOT NULL AND m.template_version_id IS NOT NULL""")


def of_messages(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The text of each of at most `MOST` messages to contacts, with the details that are known of
    them today.
    """
    rows = session.execute(_MESSAGES, {"ids": [*ids][:MOST]}).all()
    if not rows:
        return {}
    templates = sources.load_many(session, {row.version_id for row in rows})
    senders = identities(session, {row.sender_id for row in rows if row.sender_id})
    people = values_for(session, {row.contact_id for row in rows})
    events = {each: of_event(session, each) for each in {row.event_id for row in rows}}
    of_all = {POSTAL_ADDRESS: email_settings.read(session).postal_address, UNSUBSCRIBE: _LINK}

    def said(row: Any) -> str:
        sender = senders.get(row.sender_id)
        values = people[row.contact_id] | events[row.event_id] | of_all
        values |= sender.values if sender else {}
        if values.get(BOOKING) == OWN_LINK:
            values[BOOKING] = _LINK
        try:
            template = compiled(templates[row.version_id])
            number = wording(row.contact_id, row.step) + row.wording_shift
            parts, _ = written(template, values, number)
            return parts["text"] or text_part.text_of(html_part.sanitized(parts["html"]))
        except (Refused, ValueError):
            return ""

    return {row.id: said(row).strip() for row in rows if row.version_id in templates}
