"""Templates that are in SendGrid, too: taken in, compared, and made equal in the way a person says.

What may be overwritten is told by ids and moments: of our versions, and of SendGrid's. Theirs is
never changed, only followed by another version. SendGrid is asked outside of any transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, select

from yardflow import clock, db
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.integrations.sendgrid import templates as sendgrid
from yardflow.integrations.sendgrid.templates import LONGEST_SUBJECT, Offer, Twin
from yardflow.models import TemplateLink
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.sequences.templates import library, sources
from yardflow.services.sequences.templates.handlebars import Translation, to_liquid
from yardflow.services.sequences.templates.handlebars_writer import to_handlebars
from yardflow.services.sequences.templates.library import TemplateRow

# SendGrid has no preheader: ours stays as it is.
SHARED = ("subject", "html", "text")
MOST_NAMES = 50
_LABELS = {"subject": "Subject", "html": "HTML", "text": "Text"}
_CHANGED = "This template changed in SendGrid since you looked. Compare it again."
_GONE = "SendGrid doesn't have this template anymore."


class Standing(StrEnum):
    """How a template and its twin stand since they were equal: which of them changed, if any.
    ``missing``: SendGrid has no such template, or no active version of it.
    """

    SAME = "same"
    CHANGED_HERE = "changed_here"
    CHANGED_THERE = "changed_there"
    CHANGED_BOTH = "changed_both"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Seen:
    """The version of a twin that a person looked at; both texts are empty where it has none."""

    version_id: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that is not the same, in our language where it can be said in it."""

    part: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A template beside its twin. ``not_here`` says what of theirs can't be imported, ``not_there``
    what of ours SendGrid doesn't know: sentences, of which any keeps it from being done.
    """

    sendgrid_id: str
    standing: Standing
    seen: Seen
    differences: list[Difference]
    not_here: list[str]
    not_there: list[str]


def offers(session: Session, principal: Principal) -> list[tuple[Offer, int | None]]:
    """SendGrid's dynamic templates, each with the id of ours that it is linked to.

    Raises:
        ProviderError: SendGrid did not say.
    """
    listed = sendgrid.offers()
    rows = session.exec(select(TemplateLink.sendgrid_id, TemplateLink.template_id))
    linked = dict(rows.all())
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
        Invalid: something in it can't be said in our language, with what and where.
        Conflict: it is linked to a template of ours already.
        ProviderError: SendGrid did not say.
    """
    twin = sendgrid.read(sendgrid_id)
    if twin is None or not twin.version_id:
        raise NotFound(f"{_GONE} Or no version of it is active.")
    parts = _parts(twin, names)
    taken = session.exec(select(TemplateLink).where(TemplateLink.sendgrid_id == sendgrid_id))
    if taken.first() is not None:
        raise Conflict(f"{twin.name} is linked to a template already. Compare the two there.")
    name = library.free_name(session, twin.name or "SendGrid template")
    row = library.create(session, principal, {"name": name, **parts})
    link = TemplateLink(template_id=row.id, sendgrid_id=sendgrid_id)
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
    return _compared(session, row, link, sendgrid.read(link.sendgrid_id))


def pull(
    session: Session, principal: Principal, template_id: int, seen: Seen, version: int | None
) -> TemplateRow:
    """Makes what SendGrid has the latest version of ours, if both are still what the person saw.

    Raises:
        NotFound: there is no such template, or it has no twin.
        Conflict: either changed since.
        Invalid: something of theirs can't be said in our language.
        ProviderError: SendGrid did not say.
    """
    _, link = _linked(principal, template_id)
    twin = _as_seen(link, seen)
    if not twin.version_id:
        raise Conflict(f"{_GONE} There is nothing to import.")
    row = library.update(session, principal, template_id, version, _parts(twin, None))
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
        Invalid: SendGrid's language can't say something of it.
        ProviderError: SendGrid did not take it.
    """
    require_admin(principal)
    with db.session() as reading:
        row, link = _read(reading, principal, template_id)
        parts = _written(reading, row)
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
    return library.get(session, principal, template_id)


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


def _read(
    session: Session, principal: Principal, template_id: int
) -> tuple[TemplateRow, TemplateLink | None]:
    row = library.get(session, principal, template_id)
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


def _parts(twin: Twin, names: Mapping[str, str] | None) -> dict[str, str]:
    """Theirs in our language.

    Raises:
        Invalid: it can't be said in it.
    """
    made = _translated(twin, names)
    _refuse({part: translation for part, translation in made.items() if translation.problems})
    return {part: translation.text for part, translation in made.items()}


def _written(session: Session, row: TemplateRow) -> dict[str, str]:
    """Ours in their language.

    Raises:
        Invalid: it can't be said in it.
    """
    made = _ours(session, row)
    _refuse({part: translation for part, translation in made.items() if translation.problems})
    if len(made["subject"].text) > LONGEST_SUBJECT:
        raise Invalid(f"SendGrid takes a subject of at most {LONGEST_SUBJECT} characters.")
    return {part: translation.text for part, translation in made.items()}


def _refuse(wrong: Mapping[str, Translation]) -> None:
    if wrong:
        named = {part: " ".join(_sentences(part, made)) for part, made in wrong.items()}
        raise Invalid(" ".join(named.values()), named)


def _translated(twin: Twin, names: Mapping[str, str] | None) -> dict[str, Translation]:
    return {part: to_liquid(getattr(twin, part), names) for part in SHARED}


def _ours(session: Session, row: TemplateRow) -> dict[str, Translation]:
    source = sources.of(session, {part: getattr(row, part) for part in library.PARTS})
    return {part: to_handlebars(source, part) for part in SHARED}


def _sentences(part: str, made: Translation) -> list[str]:
    return [f"{_LABELS[part]}, {problem}" for problem in made.problems]


def _compared(
    session: Session, row: TemplateRow, link: TemplateLink, twin: Twin | None
) -> Comparison:
    if twin is None or not twin.version_id:
        return Comparison(link.sendgrid_id, Standing.MISSING, Seen("", ""), [], [], [])
    ours, theirs = _ours(session, row), _translated(twin, None)
    differences = []
    for part in SHARED:
        # As it would be there and back again, so that only what is said differently differs.
        here = getattr(row, part) if ours[part].problems else to_liquid(ours[part].text).text
        there = getattr(twin, part) if theirs[part].problems else theirs[part].text
        if _bare(here) != _bare(there):
            differences.append(Difference(part, here, there))
    return Comparison(
        sendgrid_id=link.sendgrid_id,
        standing=_standing(row, link, twin, bool(differences)),
        seen=Seen(twin.version_id, twin.updated_at),
        differences=differences,
        not_here=[each for part in SHARED for each in _sentences(part, theirs[part])],
        not_there=[each for part in SHARED for each in _sentences(part, ours[part])],
    )


def _standing(row: TemplateRow, link: TemplateLink, twin: Twin, differs: bool) -> Standing:
    here = row.version_id != link.version_id
    known = Seen(link.sendgrid_version_id, link.sendgrid_updated_at)
    there = Seen(twin.version_id, twin.updated_at) != known
    if not differs:
        return Standing.SAME
    if here and there:
        return Standing.CHANGED_BOTH
    return Standing.CHANGED_THERE if there else Standing.CHANGED_HERE


def _bare(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()
