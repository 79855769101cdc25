"""The team's templates: added, changed in versions, copied and archived."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import Template, TemplateVersion, User
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record, save_record
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import Cleaner
from yardflow.services.sequences.templates import attachments, html_part, rows, sources
from yardflow.services.sequences.templates.attachments import AttachmentRow
from yardflow.services.sequences.templates.parser import parsed
from yardflow.services.sequences.templates.rendering import PARTS, Refused, compiled
from yardflow.services.sequences.templates.rows import TemplateRow

LONGEST_NAME, LONGEST_LINE, LONGEST_HTML, LONGEST_TEXT = 120, 300, 100_000, 20_000


def part(cleaner: Cleaner) -> Cleaner:
    """A part of a template, which has to be one that can be rendered."""

    def clean(value: object) -> object:
        text = str(cleaner(value))
        parsed(str(value))  # as it was written: the lines of a problem are those that people see
        html_part.sanitized(text)
        return text

    return fields.taking(clean, **fields.shape(cleaner))


NAME = fields.line(LONGEST_NAME, needed="Enter the template's name.")
CLEANERS: Mapping[str, Cleaner] = {
    "name": NAME,
    "subject": part(fields.line(LONGEST_LINE)),
    "preheader": part(fields.line(LONGEST_LINE)),
    "html": part(fields.prose(LONGEST_HTML)),
    "text": part(fields.prose(LONGEST_TEXT)),
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a template; ``current``: it is what was saved last."""

    id: int
    number: int
    subject: str
    author: str
    created_at: datetime
    current: bool


def create(session: Session, principal: Principal, values: Mapping[str, object]) -> TemplateRow:
    """Adds a template; what is in ``values`` is its first version.

    Raises:
        Invalid: a part can't be rendered, with its line, or is too long; or an attachment is wrong.
        Conflict: there is a template of this name.
    """
    clean = {name: str(value) for name, value in _cleaned({"name": "", **values}).items()}
    files = attachments.cleaned(session, values.get("attachments"))
    template = Template(name=clean["name"], created_by=principal.user_id)
    _refuse_taken_name(session, template)
    save_record(session, template)
    parts = {name: clean.get(name, "") for name in PARTS}
    _save_version(session, principal, template, parts, files)
    _note(session, principal, template, "created", sorted(clean))
    return rows.get(session, principal, template.id or 0)


def update(
    session: Session,
    principal: Principal,
    template_id: int,
    version: int | None,
    values: Mapping[str, object],
) -> TemplateRow:
    """Changes a template. What changes a part or the attachments is a new version of it;
    ``version`` is that of the record that the person saw, None skips the check.

    Raises:
        NotFound: there is no such template.
        Invalid: a part can't be rendered, with its line, or is too long; or an attachment is wrong.
        Conflict: someone changed it since, or another template has this name.
    """
    template = load_record(session, Template, template_id, version, lock=True)
    before = _parts(session, template)
    clean = {name: str(value) for name, value in _cleaned(values).items()}
    after = {name: clean.get(name, text) for name, text in before.items()}
    changed = [name for name in PARTS if after[name] != before[name]]
    files = files_before = _attachments(session, template)
    if "attachments" in values:
        files = attachments.cleaned(session, values["attachments"])
        changed += ["attachments"] if files != files_before else []
    if changed:
        _save_version(session, principal, template, after, files)
    if clean.get("name", template.name) != template.name:
        changed.append("name")
        template.name = clean["name"]
        _refuse_taken_name(session, template)
        save_record(session, template)
    if changed:
        _note(session, principal, template, "updated", sorted(changed))
    return rows.get(session, principal, template_id)


def versions(session: Session, principal: Principal, template_id: int) -> list[VersionRow]:
    """The last 200 versions of a template, the latest first.

    Raises:
        NotFound: there is no such template.
    """
    template = load_record(session, Template, template_id)
    saved = session.execute(
        select_rows(TemplateVersion, func.coalesce(col(User.name), "").label("author"))
        .outerjoin(User, col(User.id) == TemplateVersion.created_by)
        .where(col(TemplateVersion.template_id) == template.id)
        .order_by(col(TemplateVersion.number).desc())
        .limit(200)
    )
    return [
        VersionRow(
            version.id,
            version.number,
            version.subject,
            author,
            version.created_at,
            version.id == template.version_id,
        )
        for version, author in saved
    ]


def restore(
    session: Session,
    principal: Principal,
    template_id: int,
    number: int,
    version: int | None = None,
) -> TemplateRow:
    """Makes what version ``number`` said the latest again, as a new version.

    Raises:
        NotFound: there is no such template or version.
        Conflict: someone changed it since ``version``.
    """
    old = session.exec(
        select(TemplateVersion).where(
            TemplateVersion.template_id == template_id, TemplateVersion.number == number
        )
    ).first()
    if old is None:
        raise NotFound.of("version")
    values: dict[str, object] = {name: getattr(old, name) for name in PARTS}
    files = attachments.of_versions(session, [old.id or 0])[old.id or 0]
    return update(session, principal, template_id, version, values | _named(files))


def clone(session: Session, principal: Principal, template_id: int) -> TemplateRow:
    """Adds a copy of a template, called so.

    Raises:
        NotFound: there is no such template.
    """
    row = rows.get(session, principal, template_id)
    name = free_name(session, f"{row.name[: LONGEST_NAME - 10]} copy")
    parts = {each: getattr(row, each) for each in PARTS}
    return create(session, principal, {"name": name, **parts, **_named(row.attachments)})


def free_name(session: Session, name: str) -> str:
    """The name, or with the first number behind it that no template has: ``Lunch 2``."""
    base = name[: LONGEST_NAME - 5]
    taken = set(
        session.exec(
            select(func.lower(Template.name)).where(
                func.lower(Template.name).startswith(base.lower(), autoescape=True)
            )
        )
    )
    names = (f"{base} {number}" if number > 1 else base for number in range(1, 10_000))
    return next(each for each in names if each.lower() not in taken)


def archive(
    session: Session, principal: Principal, template_id: int, archived: bool = True
) -> TemplateRow:
    """Takes a template out of the list, or puts it back; what uses it goes on.

    Raises:
        NotFound: there is no such template.
    """
    template = load_record(session, Template, template_id, lock=True)
    if (template.archived_at is not None) != archived:
        template.archived_at = clock.now() if archived else None
        _note(session, principal, template, "archived" if archived else "unarchived", [])
    return rows.get(session, principal, template_id)


def _cleaned(values: Mapping[str, object]) -> dict[str, object]:
    return fields.cleaned(values, CLEANERS)


def _parts(session: Session, template: Template) -> dict[str, str]:
    version = session.get_one(TemplateVersion, template.version_id)
    return {name: getattr(version, name) for name in PARTS}


def _attachments(session: Session, template: Template) -> tuple[AttachmentRow, ...]:
    version_id = template.version_id or 0
    return attachments.of_versions(session, [version_id])[version_id]


def _named(files: tuple[AttachmentRow, ...]) -> dict[str, object]:
    return {"attachments": [{"id": file.id, "name": file.name} for file in files]}


def _save_version(
    session: Session,
    principal: Principal,
    template: Template,
    parts: dict[str, Any],
    files: tuple[AttachmentRow, ...],
) -> None:
    try:
        compiled(sources.of(session, parts))
    except Refused as problem:
        raise Invalid(f"{problem}", {problem.part: str(problem)}) from None
    last = session.exec(
        select(func.max(TemplateVersion.number)).where(TemplateVersion.template_id == template.id)
    ).one()
    version = TemplateVersion(
        template_id=template.id or 0,
        number=(last or 0) + 1,
        created_by=principal.user_id,
        **parts,
    )
    session.add(version)
    session.flush()
    attachments.save(session, version.id or 0, files)
    template.version_id = version.id
    session.flush()


def _refuse_taken_name(session: Session, template: Template) -> None:
    with session.no_autoflush:
        taken = session.exec(
            select(Template.id).where(
                func.lower(Template.name) == template.name.lower(),
                col(Template.id).is_distinct_from(template.id),
            )
        ).first()
    if taken is not None:
        raise Conflict(f"{template.name} already exists. Choose another name.")


def _note(
    session: Session, principal: Principal, template: Template, done: str, names: list[str]
) -> None:
    audit.record(
        session, principal, f"template.{done}", "template", template.id, after={"fields": names}
    )
    session.flush()
