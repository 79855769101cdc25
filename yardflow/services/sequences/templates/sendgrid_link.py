"""Templates that are in SendGrid, too: taken in, compared, and made equal in the way a person says.

What may be overwritten is told by ids and moments: of our versions, and of SendGrid's. Theirs is
never changed, only followed by another version. SendGrid is asked outside of any transaction.
"""

from collections.abc import Mapping

from sqlmodel import Session, select

from yardflow import clock, db
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.integrations.sendgrid import templates as sendgrid
from yardflow.integrations.sendgrid.templates import Offer, Twin
from yardflow.models import TemplateLink
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.sequences.templates import library, rows, twins
from yardflow.services.sequences.templates.rows import TemplateRow
from yardflow.services.sequences.templates.twins import Comparison, Seen
from yardflow.services.sequences.templates.variables import is_known

MOST_NAMES = 50
_CHANGED = "This template changed in SendGrid since you looked. Compare it again."
_GONE = "SendGrid doesn't have this template anymore."


def offers(session: Session, principal: Principal) -> list[tuple[Offer, int | None]]:
    """SendGrid's dynamic templates, each with the id of ours that it is linked to.

    Raises:
        ProviderError: SendGrid did not say.
    """
    listed = sendgrid.offers()
    pairs = session.exec(select(TemplateLink.sendgrid_id, TemplateLink.template_id))
    linked = dict(pairs.all())
    return [(offer, linked.get(offer.id)) for offer in listed]


def take_in(
    session: Session,
    principal: Principal,
    sendgrid_id: str,
    names: Mapping[str, str] | None = None,
) -> TemplateRow:
    """Adds what SendGrid's template says as one of ours, linked to it; all of it, or nothing.
    ``names`` says which variable each of theirs is, "" for none.

    Raises:
        NotFound: SendGrid has no such template, or no active version of it.
        Untranslated: something in it can't be said in our language, with what and where.
        Invalid: one of ``names`` is no variable.
        Conflict: it is linked to a template of ours already.
        ProviderError: SendGrid did not say.
    """
    twin = sendgrid.read(sendgrid_id)
    if twin is None or not twin.version_id:
        raise NotFound(f"{_GONE} Or no version of it is active.")
    names = _known(names or {})
    parts = twins.here(twin, names)
    taken = session.exec(select(TemplateLink).where(TemplateLink.sendgrid_id == sendgrid_id))
    if taken.first() is not None:
        raise Conflict(f"{twin.name} is linked to a template already. Compare the two there.")
    name = library.free_name(session, twin.name or "SendGrid template")
    row = library.create(session, principal, {"name": name, **parts})
    link = TemplateLink(template_id=row.id, sendgrid_id=sendgrid_id, names=dict(names))
    _make_equal(session, link, twin, row)
    audit.record(session, principal, "template.linked", "template", row.id)
    return row


def compare(session: Session, principal: Principal, template_id: int) -> Comparison:
    """A template beside its twin, as SendGrid has it now.

    Raises:
        NotFound: there is no such template, or it has no twin.
        ProviderError: SendGrid did not say.
    """
    row, link = _linked(principal, template_id)
    return twins.compared(session, row, link, sendgrid.read(link.sendgrid_id))


def pull(
    session: Session, principal: Principal, template_id: int, seen: Seen, version: int | None
) -> TemplateRow:
    """Makes what SendGrid has the latest version of ours, if both are still what the person saw.

    Raises:
        NotFound: there is no such template, or it has no twin.
        Conflict: either changed since.
        Untranslated: something of theirs can't be said in our language.
        ProviderError: SendGrid did not say.
    """
    _, link = _linked(principal, template_id)
    twin = _as_seen(link, seen)
    if not twin.version_id:
        raise Conflict(f"{_GONE} There is nothing to import.")
    row = library.update(session, principal, template_id, version, twins.here(twin, link.names))
    _make_equal(session, session.get_one(TemplateLink, template_id), twin, row)
    return row


def push(
    session: Session, principal: Principal, template_id: int, seen: Seen | None
) -> TemplateRow:
    """Adds what was saved last as the active version of its twin, or of a new template there.
    ``seen`` is the version that the person saw; None where there is no twin yet.

    Raises:
        Forbidden: the person is no ADMIN; other programs may send what SendGrid has.
        NotFound: there is no such template.
        Conflict: it changed in SendGrid since, or is linked already.
        Contradictory: SendGrid's language can't say something of it, or it has no subject.
        ProviderError: SendGrid did not take it.
    """
    require_admin(principal)
    with db.session() as reading:
        row, link = _read(reading, principal, template_id)
        parts = twins.there(reading, row)
    if link is None:
        if seen is not None:
            raise NotFound("This template isn't linked to SendGrid.")
        link = _create(principal, row)
    else:
        _as_seen(link, seen or Seen("", ""))
    name = f"Version {row.number}"
    twin = sendgrid.add_version(link.sendgrid_id, name, **parts)
    _make_equal(session, session.get_one(TemplateLink, template_id), twin, row)
    audit.record(session, principal, "template.pushed", "template", template_id)
    return rows.get(session, principal, template_id)


def name(
    session: Session, principal: Principal, template_id: int, names: Mapping[str, str]
) -> None:
    """Says which variable here each of these names in the twin is, "" for none; what was said of
    others still holds.

    Raises:
        NotFound: there is no such template, or it has no twin.
        Invalid: one of them is no variable, or there are too many.
    """
    _linked(principal, template_id)
    link = session.get_one(TemplateLink, template_id, with_for_update=True)
    link.names = _known({**link.names, **names})
    session.add(link)
    session.flush()


def unlink(session: Session, principal: Principal, template_id: int) -> None:
    """Forgets the twin; both stay as they are.

    Raises:
        NotFound: there is no such template, or it has no twin.
    """
    _linked(principal, template_id)
    session.delete(session.get_one(TemplateLink, template_id))
    audit.record(session, principal, "template.unlinked", "template", template_id)


def is_linked(session: Session, principal: Principal, template_id: int) -> bool:
    """Whether a template has a twin."""
    return session.get(TemplateLink, template_id) is not None


def _known(names: Mapping[str, str]) -> dict[str, str]:
    """The names, if what each stands for is a variable or nothing."""
    for theirs, ours in names.items():
        if ours and not is_known(ours):
            raise Invalid(f"{theirs} can't be {ours}: that is no variable here. Choose another.")
    if len(names) > MOST_NAMES:
        raise Invalid(f"At most {MOST_NAMES} names can be chosen. Rename some in SendGrid.")
    return dict(names)


def _read(
    session: Session, principal: Principal, template_id: int
) -> tuple[TemplateRow, TemplateLink | None]:
    row = rows.get(session, principal, template_id)
    return row, session.get(TemplateLink, template_id)


def _linked(principal: Principal, template_id: int) -> tuple[TemplateRow, TemplateLink]:
    with db.session() as reading:
        row, link = _read(reading, principal, template_id)
    if link is None:
        raise NotFound("This template isn't linked to SendGrid.")
    return row, link


def _as_seen(link: TemplateLink, seen: Seen) -> Twin:
    twin = sendgrid.read(link.sendgrid_id)
    if twin is None:
        raise Conflict(f"{_GONE} Unlink it first.")
    if Seen(twin.version_id, twin.updated_at) != seen:
        raise Conflict(_CHANGED)
    return twin


def _create(principal: Principal, row: TemplateRow) -> TemplateLink:
    """A template there, and what links ours to it: kept at once, or the next attempt would add
    another.
    """
    link = TemplateLink(template_id=row.id, sendgrid_id=sendgrid.create(row.name))
    with db.session() as writing:
        writing.add(link)
        audit.record(writing, principal, "template.linked", "template", row.id)
    return link


def _make_equal(session: Session, link: TemplateLink, twin: Twin, row: TemplateRow) -> None:
    link.sendgrid_version_id, link.sendgrid_updated_at = twin.version_id, twin.updated_at
    link.version_id, link.linked_at = row.version_id, clock.now()
    session.add(link)
    session.flush()
