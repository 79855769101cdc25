"""A template as a person would get it, to look at before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, text
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from yardflow.errors import Invalid
from yardflow.models import Contact, User
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.records.values import fields
from yardflow.services.sequences.templates import library, links, rows, sources, wordings
from yardflow.services.sequences.templates.problems import Problem, problems
from yardflow.services.sequences.templates.rendering import (
    PARTS,
    Refused,
    Rendered,
    Source,
    render,
)
from yardflow.services.sequences.templates.values import values_for
from yardflow.services.sequences.templates.variables import SAMPLES

SHOWN, LOOKED_AT = 10, 1_000
# As the indexes of contacts have them, so literally: names that look wrong in an email.
_NO_FIRST_NAME = "first_name = ''"
_NAME = "first_name || last_name"
# Each sign of most scripts takes two bytes or more; an accent here and there is none of them.
_OTHER_SCRIPT = f"octet_length({_NAME}) * 2 > char_length({_NAME}) * 3"
_LONG = f"char_length({_NAME}) > 30"
_LONGEST = text(f"char_length({_NAME}) DESC")
_SENDING = ("sender.", "workplace.", "unsubscribe_url")


@dataclass(frozen=True, slots=True)
class Preview:
    """What one contact would get, or a sample if ``contact_id`` is None."""

    contact_id: int | None
    name: str
    email: Rendered


def preview(
    session: Session,
    principal: Principal,
    template_id: int,
    contact_id: int | None = None,
    parts: Mapping[str, object] | None = None,
) -> Preview:
    """What a contact would get of a template; without one a sample. ``parts`` stand in for those
    that were saved. Their event is the one that the person works on.

    Raises:
        NotFound: there is no such template or contact.
        Invalid: a part can't be rendered, with its line.
    """
    source = _source(session, principal, template_id, parts or {})
    if contact_id is None:
        return Preview(None, "", _rendered(source, SAMPLES, 0))
    contact = load_record(session, Contact, contact_id)
    return _previews(session, principal, template_id, source, [contact.id or 0])[0]


def several(
    session: Session, principal: Principal, template_id: int, *, worst: bool
) -> list[Preview]:
    """What ten contacts would get: any ten, or ``worst`` those whose names most often look wrong in
    an email: without a first name, in another script, the longest.

    Raises:
        NotFound: there is no such template.
        Invalid: it can't be rendered, with the line.
    """
    source = _source(session, principal, template_id, {})
    ids = _worst(session) if worst else _any(session)
    return _previews(session, principal, template_id, source, ids)


def checked(
    session: Session,
    principal: Principal,
    template_id: int,
    parts: Mapping[str, object] | None = None,
) -> list[Problem]:
    """What keeps a template from being published, with ``parts`` in place of those saved; then its
    dead links, which don't.

    Raises:
        NotFound: there is no such template.
        Invalid: a part can't be rendered, with its line.
    """
    source = _source(session, principal, template_id, parts or {})
    return [*problems(source), *links.dead(session, template_id, source)]


def _source(
    session: Session, principal: Principal, template_id: int, parts: Mapping[str, object]
) -> Source:
    row = rows.get(session, principal, template_id)
    cleaners = {name: library.CLEANERS[name] for name in PARTS}
    saved = {name: getattr(row, name) for name in PARTS}
    sent = {name: str(text) for name, text in fields.cleaned(parts, cleaners).items()}
    return sources.of(session, {**saved, **sent})


def _previews(
    session: Session, principal: Principal, template_id: int, source: Source, ids: list[int]
) -> list[Preview]:
    user = session.get_one(User, principal.user_id)
    values = values_for(session, ids, user.active_event_id)
    sender = {name: text for name, text in SAMPLES.items() if name.startswith(_SENDING)}
    sender |= {"sender.name": user.name, "sender.address": user.email}
    numbers = wordings.of_contacts(session, template_id, source, ids)
    return [
        Preview(
            each,
            values[each]["contact.name"],
            _rendered(source, {**values[each], **sender}, numbers[each]),
        )
        for each in ids
        if each in values
    ]


def _rendered(source: Source, values: Mapping[str, str], number: int) -> Rendered:
    try:
        return render(source, values, wording=number)
    except Refused as problem:
        raise Invalid(str(problem), {problem.part: str(problem)}) from None


def _any(session: Session) -> list[int]:
    """Ten from a random place on; the ids of contacts have few gaps."""
    last = session.exec(select(func.max(Contact.id))).one() or 0
    start = func.floor(func.random() * last)
    place = select_rows(start.label("start")).cte("place").prefix_with("MATERIALIZED")
    after = col(Contact.id) > select_rows(place.c.start).scalar_subquery()
    ids = list(session.exec(_ids().where(after).limit(SHOWN)))
    if len(ids) < SHOWN:
        ids += session.exec(_ids().where(col(Contact.id).not_in(ids)).limit(SHOWN - len(ids)))
    return ids


def _worst(session: Session) -> list[int]:
    """A few of each kind, by an index of its own; where hardly anyone is one, the longest names of
    those who came last.
    """
    some = select_rows(Contact).order_by(col(Contact.id).desc()).limit(LOOKED_AT).subquery()
    kinds: list[Any] = [
        _ids().where(text(_NO_FIRST_NAME)).limit(3),
        _ids().where(text(_OTHER_SCRIPT)).limit(3),
        select(Contact.id).where(text(_LONG)).order_by(_LONGEST).limit(4),
        select(Contact.id)
        .where(col(Contact.id).in_(select_rows(some.c.id)))
        .order_by(_LONGEST)
        .limit(SHOWN),
    ]
    chosen: dict[int, None] = {}
    for statement in kinds:
        chosen |= dict.fromkeys(session.exec(statement))
    return list(chosen)[:SHOWN]


def _ids() -> Any:
    return select(Contact.id).order_by(col(Contact.id))
