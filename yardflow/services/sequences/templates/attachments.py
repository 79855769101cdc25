"""Attachments of templates: uploaded once, named by versions that never change, and sent."""

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock, db
from yardflow.errors import Contradictory, Invalid, NotFound, UnknownReference
from yardflow.models import Attachment, Template, TemplateAttachment
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.records.values import fields
from yardflow.services.sequences.templates import attachment_files
from yardflow.services.sequences.templates.attachment_files import MOST, MOST_BYTES

KEPT = timedelta(days=1)
_OF_VERSIONS = text("""
SELECT t.version_id, t.attachment_id, t.name, t.media_type, a.size
FROM template_attachment t JOIN attachment a ON a.id = t.attachment_id
WHERE t.version_id = ANY(CAST(:ids AS bigint[])) ORDER BY t.version_id, t.place""")


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file as a template has it; ``id`` is its content's, ``size`` is in bytes."""

    id: int
    name: str
    media_type: str
    size: int


def upload(session: Session, principal: Principal, filename: str, content: bytes) -> AttachmentRow:
    """Keeps a file, for a day or for as long as a template has it. The same content is kept once.

    Raises:
        Invalid: it is empty, of a type that can't be attached, or not what its name says.
        TooLarge: it is too much for one email.
    """
    name = _name(filename)
    attachment_files.check(name, content)
    fresh = {"size": len(content), "content": content, "uploaded_at": clock.now()}
    number = session.execute(
        insert(Attachment)
        .values(hash=hashlib.sha256(content).hexdigest(), **fresh)
        .on_conflict_do_update(index_elements=["hash"], set_={"uploaded_at": fresh["uploaded_at"]})
        .returning(col(Attachment.id))
    ).scalar_one()
    return AttachmentRow(number, name, attachment_files.media_type(name), len(content))


def cleaned(session: Session, sent: object) -> tuple[AttachmentRow, ...]:
    """The attachments that ``sent`` names, a list of objects with ``id`` and ``name``.

    Raises:
        Invalid: there are too many, or a name is wrong.
        Contradictory: they are too large together, or two have one name.
        UnknownReference: no file of this id was uploaded, or it was forgotten since.
    """
    listed = sent if isinstance(sent, list | tuple) else []
    if len(listed) > MOST:
        raise _refused(f"A template has at most {MOST} attachments.")
    sizes = _sizes(session, [_key(each) for each in listed])
    rows = []
    for each in listed:
        name = _name(each.get("name"))
        rows.append(
            AttachmentRow(_key(each), name, attachment_files.media_type(name), sizes[_key(each)])
        )
    if len({row.name.casefold() for row in rows}) < len(rows):
        raise _contradictory("Two attachments have the same name. Remove one of them.")
    if sum(row.size for row in rows) > MOST_BYTES:
        raise _contradictory(str(attachment_files.too_large()))
    return tuple(rows)


def shown(session: Session, principal: Principal, sent: object) -> tuple[AttachmentRow, ...]:
    """`cleaned`, for who is about to save a template with them."""
    return cleaned(session, sent)


def save(session: Session, version_id: int, rows: Sequence[AttachmentRow]) -> None:
    """Gives a version that is being made its attachments."""
    session.add_all(
        TemplateAttachment(
            version_id=version_id,
            place=place,
            name=row.name,
            media_type=row.media_type,
            attachment_id=row.id,
        )
        for place, row in enumerate(rows)
    )
    session.flush()


def of_versions(
    session: Session, version_ids: Collection[int]
) -> dict[int, tuple[AttachmentRow, ...]]:
    """What these versions have, by their ids, in order; () for none."""
    rows: dict[int, tuple[AttachmentRow, ...]] = dict.fromkeys(version_ids, ())
    for each in db.rows(session, _OF_VERSIONS, {"ids": db.ids_of(version_ids)}):
        row = AttachmentRow(each.attachment_id, each.name, each.media_type, each.size)
        rows[each.version_id] += (row,)
    return rows


def encoded(session: Session, version_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The attachments of these versions as SendGrid takes them, of those that have any."""
    listed = {number: rows for number, rows in of_versions(session, version_ids).items() if rows}
    ids = {row.id for rows in listed.values() for row in rows}
    contents = _contents(session, ids) if ids else {}
    return {
        number: [
            {
                "content": contents[row.id],
                "type": row.media_type,
                "filename": row.name,
                "disposition": "attachment",
            }
            for row in rows
        ]
        for number, rows in listed.items()
    }


def read(
    session: Session, principal: Principal, template_id: int, attachment_id: int
) -> tuple[AttachmentRow, bytes]:
    """A file of what was saved last of a template, and what is in it.

    Raises:
        NotFound: there is no such template, or it has no such file.
    """
    version_id = load_record(session, Template, template_id).version_id or 0
    rows = of_versions(session, [version_id])[version_id]
    row = next((row for row in rows if row.id == attachment_id), None)
    if row is None:
        raise NotFound.of("attachment")
    return row, session.get_one(Attachment, attachment_id).content


def purge(session: Session) -> None:
    """Forgets the files that no version took up within a day."""
    taken = exists().where(col(TemplateAttachment.attachment_id) == Attachment.id)
    session.execute(
        delete(Attachment)
        .where(col(Attachment.uploaded_at) < clock.now() - KEPT, ~taken)
        .execution_options(synchronize_session=False)
    )


def _contents(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    rows = session.execute(
        select(col(Attachment.id), col(Attachment.content)).where(col(Attachment.id).in_(ids))
    )
    return {number: base64.b64encode(raw).decode() for number, raw in rows}


def _sizes(session: Session, ids: Collection[int]) -> Mapping[int, int]:
    """Their sizes; they are locked, so that none is forgotten before it is saved."""
    rows = session.execute(
        select(col(Attachment.id), col(Attachment.size))
        .where(col(Attachment.id).in_(ids))
        .with_for_update(key_share=True)
    )
    sizes = dict(rows.tuples().all())
    if sizes.keys() != {*ids}:
        wrong = "An attachment is not there anymore. Upload it again."
        raise UnknownReference(wrong, {"attachments": wrong})
    return sizes


def _key(sent: object) -> int:
    try:
        return fields.key(sent.get("id") if isinstance(sent, Mapping) else None)
    except ValueError:
        raise _refused("Name each attachment by the id of its upload.") from None


def _name(sent: object) -> str:
    try:
        return attachment_files.cleaned_name(sent)
    except ValueError as problem:
        raise _refused(str(problem)) from None


def _refused(reason: str) -> Invalid:
    return Invalid(reason, {"attachments": reason})


def _contradictory(reason: str) -> Contradictory:
    return Contradictory(reason, {"attachments": reason})
