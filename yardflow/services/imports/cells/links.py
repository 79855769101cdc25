"""Cells that are a link, as spreadsheets, web pages and Markdown have them."""

import re

# Where one begins.
BEGINNINGS = frozenset("=<[")
_LINK = re.compile(
    r'=HYPERLINK\(\s?"(?P<to>[^"]{1,300})"(?:\s?[,;]\s?"(?P<label>[^"]{0,200})")?\s?\)'
    r"|<a\s[^<>]{0,100}?href\s?=\s?[\"']?(?P<to_page>[^\"'<>\s]{1,300})[^<>]{0,200}>"
    r"(?P<on_page>[^<>]{0,200})</a>"
    r"|\[(?P<marked>[^\[\]]{0,200})\]\((?P<to_marked>\S{4,300})\)",
    re.IGNORECASE,
)
_LONGEST = 800


def link_in(text: str) -> tuple[str, str]:
    """Where the link leads that is all of a cell, and what it shows; both are empty for none."""
    if text[:1] not in BEGINNINGS or len(text) > _LONGEST:
        return "", ""
    link = _LINK.fullmatch(text)
    if not link:
        return "", ""
    address = link["to"] or link["to_page"] or link["to_marked"]
    return address, (link["label"] or link["on_page"] or link["marked"] or "").strip()


def is_link(text: str) -> bool:
    """Whether a cell is nothing else."""
    return text[:1] in BEGINNINGS and link_in(text) != ("", "")
