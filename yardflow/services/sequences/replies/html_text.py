"""What can be read of a message's HTML, with what it quotes marked as in a text."""

import re
from collections.abc import Iterator

from yardflow.services.sequences.templates import html_part, text_part

LONGEST_HTML = 200_000
# Mail programs put an introduction before the blockquote in which they quote.
_INTRODUCTIONS = (
    'class="gmail_quote',
    'class="gmail_attr',
    'class="moz-cite-prefix',
    'class="yahoo_quoted',
    'class="protonmail_quote',
)
# Or quote to the end, without one.
_RESTS = (
    'id="appendonsend',
    'id="divrplyfwdmsg',
    'id="mail-editor-reference-message-container',
)
_BLOCKQUOTE = re.compile(r"<(/?)blockquote\b", re.IGNORECASE)


def text_of_html(html: str) -> str:
    """The text, with ``>`` before each line of what is quoted; what stands below a quotation is
    written again.
    """
    if not html.strip():
        return ""
    try:
        clean = html_part.sanitized(html[:LONGEST_HTML])[:LONGEST_HTML]
    except ValueError:
        return ""
    end = _begins(clean, _RESTS)
    parts = [*_parts(clean[:end], _begins(clean, _INTRODUCTIONS)), (True, clean[end:])]
    read = ((quoted, text_part.text_of(part)) for quoted, part in parts)
    said = (f"\n{_quoted(text)}\n" if quoted else text for quoted, text in read if text)
    return "\n".join(said).strip()


def _begins(clean: str, signs: tuple[str, ...]) -> int:
    """Where the first tag with one of these begins; the end where there is none."""
    lower = clean.lower()
    starts = [at for sign in signs if (at := lower.find(sign)) >= 0]
    return clean.rfind("<", 0, min(starts) + 1) if starts else len(clean)


def _parts(clean: str, introduced: int) -> Iterator[tuple[bool, str]]:
    """Whether it is quoted, and the HTML: a blockquote is, with the introduction before it. One
    without a blockquote quotes all that follows.
    """
    depth, start = 0, 0
    for tag in _BLOCKQUOTE.finditer(clean):
        if depth == 0 and not tag[1]:
            begins = introduced if start <= introduced < tag.start() else tag.start()
            yield False, clean[start:begins]
            start = begins
        elif depth == 1 and tag[1]:
            yield True, clean[start : tag.start()]
            start = tag.start()
        depth = max(depth - 1, 0) if tag[1] else depth + 1
    begins = introduced if depth == 0 and introduced >= start else start
    yield False, clean[start:begins]
    yield depth > 0 or begins == introduced, clean[begins:]


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))
