"""The plain text of an email made from its HTML, and HTML made from plain text."""

import re
from html import escape
from html.parser import HTMLParser

_PARAGRAPHS = {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
_BLOCKS = {*_PARAGRAPHS, "center", "div", "hr", "li", "tr"}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_TYPE = "font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.5"
_CLOSING = ".,;:!?)]}>\"'"


def text_of(clean: str) -> str:
    """The text of sanitized HTML (html_part.py): a line a block, links with where they lead."""
    reader = _Reader()
    reader.feed(clean)
    reader.close()
    lines: list[str] = []
    for line in "".join(reader.parts).split("\n"):
        text = _SPACES.sub(" ", line).strip()
        if text or (lines and lines[-1]):
            lines.append(text)
    return "\n".join(lines).strip()


def letter_of(text: str) -> str:
    """The text as a whole email in HTML, in the type that most mail programs write in: without one
    some show Times.
    """
    return f'<div style="{_TYPE}">{html_of(text)}</div>'


def html_of(text: str) -> str:
    """The same text as HTML: paragraphs, line breaks, and links that can be followed."""
    paragraphs = re.sub(r"\n[ \t]*\n\s*", "\n\n", text.strip()).split("\n\n")
    return "\n".join(f"<p>{_lines(each)}</p>" for each in paragraphs if each)


def _lines(paragraph: str) -> str:
    return "<br>\n".join(
        " ".join(_word(word) for word in line.split(" ")) for line in paragraph.split("\n")
    )


def _word(word: str) -> str:
    if not word.startswith(("https://", "http://", "mailto:")):
        return escape(word)
    address = word.rstrip(_CLOSING)
    rest = word[len(address) :]
    return f'<a href="{escape(address)}">{escape(address)}</a>{escape(rest)}'


class _Reader(HTMLParser):
    """Gathers what can be read of well-formed HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.link, self.link_from, self.unread = "", 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "style":
            self.unread += 1
        elif tag == "a":
            self.link, self.link_from = values.get("href") or "", len(self.parts)
        elif tag == "img":
            self.parts.append(values.get("alt") or "")
        elif tag == "br":
            self.parts.append("\n")
        self._break(tag)
        if tag == "li":
            self.parts.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self.unread -= 1
        elif tag == "a" and self.link:
            shown = "".join(self.parts[self.link_from :]).strip()
            plain = self.link.removeprefix("mailto:").removeprefix("tel:")
            if plain != shown:
                self.parts.append(f" ({plain})" if shown else plain)
            self.link = ""
        elif tag in {"td", "th"}:
            self.parts.append(" ")
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.parts.append(_SPACES.sub(" ", data))

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n\n" if tag in _PARAGRAPHS else "\n")
