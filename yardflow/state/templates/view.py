"""What the page of a template shows."""

from dataclasses import dataclass

from yardflow.counts import counted
from yardflow.services.sequences.templates.attachments import AttachmentRow
from yardflow.services.sequences.templates.library import VersionRow
from yardflow.services.sequences.templates.preview import Preview
from yardflow.services.sequences.templates.rendering import Rendered
from yardflow.services.sequences.templates.variables import labeled

_PLACES = {"subject": "Subject", "preheader": "Preheader", "html": "HTML", "text": "Text"}


@dataclass
class TemplateDetail:
    """A template as it was saved last, with what was written in it since."""

    id: int = 0
    name: str = ""
    subject: str = ""
    preheader: str = ""
    html: str = ""
    text: str = ""
    archived: bool = False


@dataclass
class AttachmentItem:
    """A file that the template has, or gets when it is saved."""

    id: int
    name: str
    size: str


@dataclass
class Shown:
    """An email in the preview. ``missing`` says what the person lacks, in a sentence."""

    subject: str = ""
    preheader: str = ""
    html: str = ""
    text: str = ""
    size: str = ""
    missing: str = ""


@dataclass
class VersionItem:
    """A version in the list."""

    number: int
    subject: str
    author: str
    created_at: str
    current: bool


def attachment_of(row: AttachmentRow) -> AttachmentItem:
    """A file with how large it is."""
    size = f"{max(1, row.size // 1000):,} KB" if row.size < 1e6 else f"{row.size / 1e6:.1f} MB"
    return AttachmentItem(row.id, row.name, size)


def sentence_of(part: str, line: int, text: str) -> str:
    """What is wrong in a part, with where that is; line 0 is all of it."""
    place = _PLACES.get(part, part.capitalize())
    return f"{place}, line {line}: {text}" if line else f"{place}: {text}"


def shown_of(email: Rendered) -> Shown:
    """An email as the preview shows it."""
    return Shown(
        email.subject,
        email.preheader,
        email.html,
        email.text,
        f"{max(1, email.size // 1000):,} KB",
        _lacking(email),
    )


def _lacking(email: Rendered) -> str:
    return ", ".join(labeled(name) for name in email.missing)


def person_of(each: Preview) -> tuple[str, str]:
    """The choice of a contact to preview as, with how much they lack."""
    count = len(each.email.missing)
    lacking = f" · {counted(count, 'value')} missing" if count else ""
    return str(each.contact_id), f"{each.name}{lacking}"


def version_of(row: VersionRow) -> VersionItem:
    """A version of the list."""
    return VersionItem(row.number, row.subject, row.author, row.created_at.isoformat(), row.current)
