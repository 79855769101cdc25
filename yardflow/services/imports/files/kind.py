"""What a file is: told from its first bytes, and never from its name.

What is neither a text nor a workbook that we read is refused with what it is, because people often
don't know: a report that ends in .xls may be a web page.
"""

from collections.abc import Collection
from pathlib import Path

from yardflow.services.imports.limits import MEGABYTE
from yardflow.services.imports.refusals import Refused

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What Microsoft's older container may hold; each is the name of a stream, as its directory has it,
# and the first that is there decides.
_STREAMS = {
    name.encode("utf-16-le"): reason
    for name, reason in (
        ("EncryptedPackage", "password"),
        ("Workbook", "old_workbook"),
        ("Book\0", "old_workbook"),
        ("WordDocument", "document"),
        ("PowerPoint Document", "document"),
        ("__properties_version1.0", "binary"),
    )
}
_LONGEST_STREAM = max(map(len, _STREAMS))
_BEGINNINGS = (
    # Excel before 1995, without a container.
    (b"\x09\x00\x04\x00", "old_workbook"),
    (b"\x09\x02\x06\x00", "old_workbook"),
    (b"\x09\x04\x06\x00", "old_workbook"),
    (b"\x09\x08\x08\x00", "old_workbook"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "document"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x89PNG", "binary"),
    (b"\xff\xd8\xff", "binary"),
    (b"GIF8", "binary"),
)
# How a text begins that is no list, in lower case and without blanks before it.
_TEXTS = (
    ("begin:vcard", "contact_card"),
    ("mime-version:", "web_page"),
    ("<?xml", "xml"),
    ("<workbook", "xml"),
    *((f"<{tag}", "web_page") for tag in ("!doctype html", "html", "head", "meta", "style")),
    *((f"<{tag}", "web_page") for tag in ("body", "table", "div", "tr")),
)
# Of records, whatever blanks are between.
_OF_JSON = ('{"', "[{", '[["')
_OPENING = 100
_HEAD = 1_024


def is_workbook(path: Path) -> bool:
    """Whether it is a zip, as workbooks are; else it is taken for a text.

    Raises:
        Refused: it is something else.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP):
        return True
    if head.startswith(_OLE):
        raise Refused(_kind_of_ole(path))
    reason = next((reason for begins, reason in _BEGINNINGS if head.startswith(begins)), None)
    if reason := reason or _kind_of_text(head):
        raise Refused(reason)
    return False


def check_parts(names: Collection[str]) -> None:
    """Passes the parts of a zip when they are those of a workbook that we read.

    Raises:
        Refused: they are another program's, or files that were only packed.
    """
    if "xl/workbook.bin" in names:
        raise Refused("binary_workbook")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Refused("document")
    if "content.xml" in names and "mimetype" in names:
        raise Refused("open_document")
    if "Index.zip" in names or "Index/Document.iwa" in names:
        raise Refused("numbers")
    if names and not any(name == "[Content_Types].xml" or name.startswith("xl/") for name in names):
        raise Refused("archive")


def _kind_of_ole(path: Path) -> str:
    streams: set[bytes] = set()
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(MEGABYTE):
            seen = rest + chunk
            streams.update(name for name in _STREAMS if name in seen)
            rest = seen[-_LONGEST_STREAM:]
    return next((_STREAMS[name] for name in _STREAMS if name in streams), "old_workbook")


def _kind_of_text(head: bytes) -> str | None:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    reason = next((reason for begins, reason in _TEXTS if text.startswith(begins)), None)
    if text.startswith(("{", "[")) and "".join(text[:_OPENING].split()).startswith(_OF_JSON):
        return "json"
    return "web_page" if reason == "xml" and "<html" in text else reason
