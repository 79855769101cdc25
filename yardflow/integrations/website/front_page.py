"""What a company's front page says of itself: title, description, schema.org data.

The page is somebody else's: it is parsed within bounds, and every text comes out as one line, cut
to a length, without control characters. What it says is data and is never acted on.
"""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_FACT = 200, 500, 80
LONGEST_SCRIPT = 128_000
MOST_SCRIPTS, MOST_NODES = 20, 200
PARSING_S = 1.0
_CHUNK = 8_192
# Python has codecs that are no character sets, and some that take quadratic time.
_CHARSETS = re.compile(
    r"utf-?8|us-ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|koi8-[ru]|shift_jis|euc-(?:jp|kr)"
    r"|gb2312|gbk|gb18030|big5"
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([\w-]{2,30})", re.I)
_DESCRIPTIONS = ("description", "og:description", "twitter:description")
_TITLES = ("og:title", "og:site_name")
# https://schema.org/Organization and those of its kinds that companies use for themselves.
_ORGANIZATIONS = re.compile(
    r"(?:https?://schema\.org/|schema:)?"
    r"(?:Organization|Corporation|LocalBusiness|OnlineBusiness|OnlineStore|ProfessionalService"
    r"|Store|\w+(?:Organization|Business|Store))"
)
# "250", "1,200 employees", "51-200", "10,000+"
_SPOKEN = re.compile(
    r"(\d[\d,. ]{0,10}?)\s?(?:([-–—])\s?(\d[\d,. ]{0,10}?)|(\+))?\s?(?:employees|people)?", re.I
)


@dataclass(frozen=True, slots=True)
class Company:
    """What the page's schema.org data says of its organisation; empty where it says nothing.

    ``fewest`` and ``most`` bound its number of employees; ``most`` None: no upper end is given.
    ``url`` is where the organisation says that it lives.
    """

    industry: str = ""
    naics: str = ""
    topics: tuple[str, ...] = ()
    fewest: int | None = None
    most: int | None = None
    description: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The page in a few words. ``companies`` are the organisations it speaks of, in order;
    ``host`` is where it was found in the end, if that is known.
    """

    title: str = ""
    description: str = ""
    companies: tuple[Company, ...] = ()
    host: str = ""


def parsed(body: bytes, content_type: str = "") -> FrontPage:
    """Reads a page as far as it can be read in a second; broken pages give what they have."""
    reader, until = _Reader(), time.monotonic() + PARSING_S
    text = _text(body, content_type)
    try:
        for start in range(0, len(text), _CHUNK):
            reader.feed(text[start : start + _CHUNK])
            if reader.done or time.monotonic() > until:
                break
    except (AssertionError, ValueError):  # html.parser's own, on declarations it can't take
        pass
    return reader.page()


def line(value: object, longest: int) -> str:
    """One line without control characters, cut to a length; empty for what is no text."""
    if not isinstance(value, str):
        return ""
    shown = "".join(sign if sign.isprintable() else " " for sign in value[: longest * 4])
    return " ".join(shown.split())[:longest].rstrip()


def _text(body: bytes, content_type: str) -> str:
    named = re.search(r"charset=[\"']?([\w-]{2,30})", content_type, re.I)
    declared = _DECLARED.search(body[:4_096])
    charset = named.group(1) if named else declared.group(1).decode() if declared else "utf-8"
    if not _CHARSETS.fullmatch(charset.lower()):
        charset = "utf-8"
    return body.decode(charset, "replace").lstrip("\ufeff")


class _Reader(HTMLParser):
    """Picks up the few elements that matter."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._inside = ""
        self._held: list[str] = []
        self._length = 0
        self._title = ""
        self._meta: dict[str, str] = {}
        self._scripts: list[str] = []

    @property
    def done(self) -> bool:
        """Whether there is enough."""
        return len(self._scripts) >= MOST_SCRIPTS

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a meta element, and begins to listen inside a title or schema.org data."""
        values = dict(reversed(attrs))
        if tag == "meta":
            name = (values.get("name") or values.get("property") or "").strip().lower()
            if name in _DESCRIPTIONS or name in _TITLES:
                self._meta.setdefault(name, line(values.get("content"), LONGEST_DESCRIPTION))
        elif tag == "title" and not self._title:
            self._listen("title")
        elif tag == "script":
            kind = (values.get("type") or "").partition(";")[0].strip().lower()
            self._listen("script" if kind == "application/ld+json" else "")
        elif tag == "svg":
            self._listen("")

    def handle_data(self, data: str) -> None:
        """Text of the element that is listened to."""
        if self._inside and self._length < LONGEST_SCRIPT:
            self._held.append(data)
            self._length += len(data)

    def handle_endtag(self, tag: str) -> None:
        """Keeps what was heard."""
        if tag != self._inside:
            return
        heard = "".join(self._held)
        if tag == "title":
            self._title = line(heard, LONGEST_TITLE)
        elif self._length <= LONGEST_SCRIPT:
            self._scripts.append(heard)
        self._listen("")

    def _listen(self, tag: str) -> None:
        self._inside, self._held, self._length = tag, [], 0

    def page(self) -> FrontPage:
        """What was read."""
        companies = tuple(company for script in self._scripts for company in _companies(script))
        descriptions = (self._meta.get(name, "") for name in _DESCRIPTIONS)
        named = (self._meta.get(name, "")[:LONGEST_TITLE] for name in _TITLES)
        description = next(filter(None, descriptions), "")
        if not description and companies:
            description = companies[0].description
        return FrontPage(self._title or next(filter(None, named), ""), description, companies)


def _companies(script: str) -> Iterator[Company]:
    try:
        data = json.loads(script)
    except (ValueError, RecursionError):
        return
    for node in _nodes(data):
        if any(_ORGANIZATIONS.fullmatch(kind) for kind in _texts(node.get("@type"))):
            yield _company(node)


def _nodes(data: Any) -> Iterator[dict]:
    """The things that the data is about: its own level, its graph, and who publishes the page.

    Not what lies deeper: partners, customers and suppliers are organisations as well.
    """
    waiting = data if isinstance(data, list) else [data]
    for node in waiting[:MOST_NODES]:
        if not isinstance(node, dict):
            continue
        yield node
        graph = node.get("@graph")
        inner = graph if isinstance(graph, list) else [graph]
        inner = [*inner, node.get("publisher"), node.get("mainEntity")]
        yield from (child for child in inner[:MOST_NODES] if isinstance(child, dict))


def _company(node: dict) -> Company:
    fewest, most = _employees(node.get("numberOfEmployees"))
    return Company(
        industry=next(iter(_names(node.get("industry"))), ""),
        naics=next(iter(_names(node.get("naics"))), ""),
        topics=tuple(_names(node.get("knowsAbout")))[:10],
        fewest=fewest,
        most=most,
        description=line(node.get("description"), LONGEST_DESCRIPTION),
        url=line(node.get("url"), LONGEST_DESCRIPTION),
    )


def _texts(value: Any) -> list[str]:
    return [
        text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)
    ]


def _names(value: Any) -> list[str]:
    """Texts, numbers, and the names of defined terms."""
    texts = []
    for item in (value if isinstance(value, list) else [value])[:MOST_NODES]:
        fact = item.get("name") if isinstance(item, dict) else item
        if isinstance(fact, int) and not isinstance(fact, bool) and 0 < fact < 1_000_000:
            fact = str(fact)
        if text := line(fact, LONGEST_FACT + 1):
            texts.append(text)
    return [text for text in texts if len(text) <= LONGEST_FACT]


def _employees(value: Any) -> tuple[int | None, int | None]:
    """Lower and upper end of a number of employees: a number, a text, or a QuantitativeValue."""
    if isinstance(value, dict):
        exact = value.get("value")
        if isinstance(exact, str | int | float):
            return _employees(exact)
        return _ordered(_number(value.get("minValue")), _number(value.get("maxValue")))
    if isinstance(value, str):
        match = _SPOKEN.fullmatch(value[:60].strip())
        if not match:
            return None, None
        fewest, dash, most, plus = match.groups()
        return _ordered(_number(fewest), _number(most if dash else None if plus else fewest))
    return _number(value), _number(value)


def _ordered(fewest: int | None, most: int | None) -> tuple[int | None, int | None]:
    if fewest is None or (most is not None and most < fewest):
        return None, None
    return fewest, most


def _number(value: Any) -> int | None:
    """A whole number of people; digits may be grouped in threes."""
    if isinstance(value, str):
        digits = value.strip()
        if not re.fullmatch(r"\d{1,7}|\d{1,3}(?:[,. ]\d{3}){1,2}", digits):
            return None
        value = int(re.sub(r"\D", "", digits))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 1 <= value <= 9_999_999 and value == int(value) else None
