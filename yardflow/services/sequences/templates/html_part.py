"""The HTML of an email: only what mail programs show, with its styles where they look for them."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from html import escape, unescape

import css_inline
import nh3

DEEPEST = 150
_TAGS = """a abbr b blockquote br caption center code col del div em font h1 h2 h3 h4 h5 h6 hr i img
    ins li ol p pre s small span strong style sub sup table tbody td tfoot th thead tr u ul"""
_STYLING = "align bgcolor class dir height id lang role style title valign width"
_ATTRIBUTES = {
    "*": {*_STYLING.split()},
    "a": {"href", "name", "target"},
    "img": {"src", "alt", "border", "srcset"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type"},
    "li": {"value"},
}
_CLEANER = nh3.Cleaner(
    tags={*_TAGS.split()},
    clean_content_tags={"script", "title", "template", "noscript"},
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative="deny",
    link_rel=None,
)
# Never fetches or reads a file: what a template names stays a name.
_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
_BODY = re.compile(r"<(/?)body\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
# They have no end, or one that is usually left to the reader.
_UNCLOSED = "br hr img col meta link input p li td th tr dt dd tbody thead tfoot option"
_ENDLESS = {*_UNCLOSED.split()}
# Noncharacters in the place of spaces that don't break, and of an & that stands for itself: of both
# nh3 takes the square.
_AMPERSAND = "\ufdd2"
_AS_SIGN = {"\ufdd0": "", "\ufdd1": "", _AMPERSAND: "", "\xa0": "\ufdd0", "&nbsp;": "\ufdd1"}
_AS_SPACE = {"\ufdd0": "\xa0", "\ufdd1": "&nbsp;"}
# As long as the longest name of a character is.
_ENTITY = re.compile(r"&#?[A-Za-z0-9]{0,32};?")
_HIDDEN = "display:none;max-height:0;overflow:hidden;mso-hide:all;visibility:hidden"


def sanitized(html: str) -> str:
    """The part of ``html`` that emails may have: no scripts, forms, frames or events, links to the
    web, addresses and phones alone. In what comes back every ``<`` begins a tag.

    Raises:
        ValueError: tags are within tags more than 150 times. The readers of HTML take the square
            of the depth, and css-inline ends the process at some 20,000.
    """
    if _too_deep(html):
        raise ValueError(f"Tags are within tags more than {DEEPEST} times. Close the open tags.")
    signed = _ENTITY.sub(_without_ampersand, _with(_AS_SIGN, html))
    clean = _CLEANER.clean(_BODY.sub(r"<\1div", signed))
    clean = _with_ampersands(_with(_AS_SPACE, clean))
    if _too_deep(clean):
        raise ValueError(f"Tags are within tags more than {DEEPEST} times. Close the open tags.")
    return clean


def _with(changes: Mapping[str, str], text: str) -> str:
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def _without_ampersand(entity: re.Match[str]) -> str:
    return entity[0] if unescape(entity[0]) != entity[0] else _AMPERSAND + entity[0][1:]


def _with_ampersands(clean: str) -> str:
    """As HTML has them; as they are within styles, where there are no entities."""
    before, *parts = clean.split("<style")
    html = [before.replace(_AMPERSAND, "&amp;")]
    for part in parts:
        tag, _, rest = part.partition(">")
        style, end, behind = rest.partition("</style>")
        tag, behind = (text.replace(_AMPERSAND, "&amp;") for text in (tag, behind))
        html.append(f"<style{tag}>{style.replace(_AMPERSAND, '&')}{end}{behind}")
    return "".join(html)


def document(clean: str, subject: str, preheader: str) -> str:
    """A whole document around what `sanitized` gave, with its styles put into its tags."""
    hidden = f'<div style="{_HIDDEN}">{escape(preheader)}</div>' if preheader else ""
    whole = (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(subject)}</title></head><body>{hidden}{clean}</body></html>"
    )
    return _INLINER.inline(whole) if "<style" in clean else whole


def links(clean: str) -> tuple[str, ...]:
    """Where the links of what `sanitized` gave lead, each once, in order."""
    addresses: dict[str, None] = {}

    def note(address: str) -> str:
        addresses[address] = None
        return address

    with_links(clean, note)
    return tuple(addresses)


def with_links(clean: str, lead: Callable[[str], str]) -> str:
    """What `sanitized` gave, with ``lead`` asked for each link where it is to lead."""
    before, *parts = clean.split("<a ")
    return "<a ".join([before, *(_led(part, lead) for part in parts)])


def images_without_alt(clean: str) -> int:
    """How many images in what `sanitized` gave say nothing to who can't see them."""
    return sum(' alt="' not in f" {part.partition('>')[0]}" for part in clean.split("<img")[1:])


def _led(part: str, lead: Callable[[str], str]) -> str:
    start = f" {part.partition('>')[0]}".find(' href="')
    if start < 0:
        return part
    start += len('href="')
    end = part.index('"', start)
    return f"{part[:start]}{escape(lead(unescape(part[start:end]).strip()))}{part[end:]}"


def _too_deep(html: str) -> bool:
    """Whether tags are deeper than allowed, by tags that are opened and not closed."""
    if html.count("<") <= DEEPEST:
        return False
    open_tags: Counter[str] = Counter()
    depth = 0
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if name in _ENDLESS:
            continue
        if not match[1]:
            open_tags[name] += 1
            depth += 1
        elif open_tags[name]:
            open_tags[name] -= 1
            depth -= 1
        if depth > DEEPEST:
            return True
    return False
