"""What may be attached to an email, and under which name.

A list of what is allowed, since that of what is dangerous never ends: mail programs refuse
programs, scripts and archives, and an Office file of the old kind may hold macros.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from yardflow.errors import Invalid, TooLarge
from yardflow.services.records.values.fields import printable

# Five at 7 MB are some 9.6 MB on their way: half of what the strictest mail hosts take, and a
# third of what SendGrid does.
MOST, MOST_BYTES = 5, 7_000_000
LONGEST_NAME = 120
_LONGEST_SENT = 1_000
_SNIFFED = 1_024
_ALLOWED = "Attach a PDF, Word, Excel, PowerPoint, OpenDocument, image, calendar or text file."
_PATHS = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of files: what mail programs call it, and whether a content can be one."""

    media_type: str
    fits: Callable[[bytes], bool]


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_SNIFFED]


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_text(content: bytes) -> bool:
    """Text of whatever encoding has no zeros but in UTF-16, and programs have many."""
    return content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in content


_ZIP = _begins(b"PK\x03\x04")
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
KINDS = {
    "pdf": Kind("application/pdf", _is_pdf),
    "docx": Kind(f"{_OFFICE}.wordprocessingml.document", _ZIP),
    "xlsx": Kind(f"{_OFFICE}.spreadsheetml.sheet", _ZIP),
    "pptx": Kind(f"{_OFFICE}.presentationml.presentation", _ZIP),
    "odt": Kind(f"{_OPEN}.text", _ZIP),
    "ods": Kind(f"{_OPEN}.spreadsheet", _ZIP),
    "odp": Kind(f"{_OPEN}.presentation", _ZIP),
    "png": Kind("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": Kind("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": Kind("image/jpeg", _begins(b"\xff\xd8\xff")),
    "gif": Kind("image/gif", _begins(b"GIF87a", b"GIF89a")),
    "webp": Kind("image/webp", _is_webp),
    "ics": Kind("text/calendar", _is_text),
    "vcf": Kind("text/vcard", _is_text),
    "csv": Kind("text/csv", _is_text),
    "txt": Kind("text/plain", _is_text),
}
# A name that `cleaned_name` takes, whatever its script; each kind in any case.
NAME_PATTERN = r"\w[^/\\]*\.(?:{})\s*$".format(
    "|".join("".join(f"[{sign}{sign.upper()}]" for sign in ending) for ending in KINDS)
)
ACCEPT = ",".join(f".{ending}" for ending in KINDS)


def too_large() -> TooLarge:
    """Of a file that alone is more than all may be together."""
    return TooLarge(f"Attachments have at most {MOST_BYTES // 1_000_000} MB together.")


def cleaned_name(sent: object) -> str:
    """The name as readers see it: any script, and nothing of a path or of another header.

    Raises:
        ValueError: it is no name of a file that may be attached.
    """
    text = sent if isinstance(sent, str) else ""
    line = " ".join(printable(" ".join(text[-_LONGEST_SENT:].split())).split())
    name = unicodedata.normalize("NFC", line.replace("\\", "/").rpartition("/")[2])
    path = PurePosixPath(name.translate(_PATHS).strip(" ."))
    ending = path.suffix.removeprefix(".").strip().lower()
    if ending not in KINDS:
        raise ValueError(_ALLOWED)
    stem = path.stem.strip(" .") or "attachment"
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"


def media_type(name: str) -> str:
    """What a file of this (cleaned) name is called among mail programs."""
    return KINDS[name.rpartition(".")[2]].media_type


def check(name: str, content: bytes) -> None:
    """Raises:
    Invalid: the content is none, or not what the (cleaned) name says.
    TooLarge: it is too much for one email.
    """
    if not content:
        raise _refused(f"{name} is empty.")
    if len(content) > MOST_BYTES:
        raise too_large()
    if not KINDS[name.rpartition(".")[2]].fits(content):
        ending = name.rpartition(".")[2].upper()
        raise _refused(f"{name} is not a {ending} file, whatever its name says. {_ALLOWED}")


def _refused(reason: str) -> Invalid:
    return Invalid(reason, {"file": reason})
