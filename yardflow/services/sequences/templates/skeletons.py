"""Emails of one template to many people: what they have in common, and what each has of their own.

Most of the work on an email is its HTML, and most of that is the same for everyone. So a template
is written with a tag in place of each text of a person; whose emails are alike but for these share
a skeleton, which is cleaned once. Whoever sends puts the texts in place of the tags.

A tag stands only where its text changes nothing around it. What might (a link, several lines, a
part of an address before its path) is written out, and shared by those alone who have the same.
"""

import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from yardflow.services.sequences.templates import html_part, text_part
from yardflow.services.sequences.templates.rendering import Refused, Source, compiled, line, written
from yardflow.services.sequences.templates.shown_texts import BODY, shown_texts

# Named by who sends: the message's key, which stands in links.
KEY = "key"
_SUBJECT, _PREHEADER = "subject", "preheader"
_HTML, _TEXT = "h", "t"
# How much is written is counted as it is written, which long texts are.
_LONG = 200


def new_mark() -> str:
    """How all tags of some emails begin; no one can know it who writes a text that is put in."""
    return f"-yf{secrets.token_hex(4)}"


def tag(mark: str, name: str) -> str:
    """The tag of this name, as it is written into a template's HTML and its values."""
    return f"{mark}{_HTML}{name}-"


def text_tag(mark: str, name: str) -> str:
    """The same tag as it stands in a skeleton's text."""
    return f"{mark}{_TEXT}{name}-"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The HTML and the text that people share, with tags; which of these stand there, with their
    names, and whether any text may be put in their place.
    """

    html: str
    text: str
    html_tags: Mapping[str, str]
    text_tags: Mapping[str, str]
    is_safe: bool


class Letter(NamedTuple):
    """One person's email: its subject, and the texts that belong in place of the tags."""

    skeleton: Skeleton
    subject: str
    texts: Mapping[str, str]

    @property
    def size(self) -> int:
        """Bytes of the tags and their texts."""
        return len("".join(self.texts)) + len("".join(self.texts.values()).encode())

    def filled(self) -> tuple[str, str]:
        """The HTML and the text with everything in its place."""
        html, text = self.skeleton.html, self.skeleton.text
        for name, own in self.texts.items():
            html, text = html.replace(name, own), text.replace(name, own)
        return html, text


def has_tag(text: str) -> bool:
    """Whether a tag may stand in place of a text; else the text itself must be written."""
    if not text or "://" in text or text.startswith("mailto:"):
        return False
    return " ".join(text.split()) == text


@dataclass(slots=True)
class Tags:
    """The tags in one person's email. Equal texts have the same one, so that what compares them
    (a link and what is shown of it) comes to the same.
    """

    mark: str
    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, text: str) -> str:
        """The tag to write in place of a text; "" where the text itself must be written."""
        if text not in self.numbers:
            if not has_tag(text):
                return ""
            self.numbers[text] = len(self.numbers)
        return f"{self.mark}{_HTML}{self.numbers[text]}-"


class Skeletons:
    """Makes the emails of one template. ``finish`` makes the last of each skeleton's HTML."""

    def __init__(self, source: Source, mark: str, finish: Callable[[str], str]) -> None:
        self._template, self._mark, self._finish = compiled(source), mark, finish
        self._shown = shown_texts(self._template)
        # By what is written, and whether there is a preheader.
        self._made: dict[tuple[str, str, bool], Skeleton] = {}
        # By all that it goes by, with the places of the texts whose tags stand there.
        self._known: dict[Hashable, tuple[Skeleton, list[int]]] = {}

    def letter(self, values: Mapping[str, str], own: Mapping[str, str], wording: int) -> Letter:
        """The email for the person with these values. ``own`` are texts by the names of tags that
        stand in the values.

        Raises:
            Refused: the template can't be used for this person.
        """
        lines, _ = written(self._template, values, wording, names=(_SUBJECT, _PREHEADER))
        subject, preheader = line(lines[_SUBJECT]), line(lines[_PREHEADER])
        skeleton, numbered = self._body(values, wording, bool(preheader))
        texts = {str(number): text for number, text in enumerate(numbered)}
        texts |= {_SUBJECT: subject, _PREHEADER: preheader, **own}
        return Letter(skeleton, subject, _by_tag(skeleton, texts))

    def _body(
        self, values: Mapping[str, str], wording: int, preheader: bool
    ) -> tuple[Skeleton, Sequence[str]]:
        """What a person's email shares with others, and the texts of its tags by their numbers.
        Whose tags would stand in the same places as someone's before them is not written again.
        """
        texts = self._shown.of(values) if self._shown is not None else []
        if self._shown is None or max(map(len, texts), default=0) > _LONG:
            skeleton, numbered, _ = self._written(values, wording, preheader)
            return skeleton, numbered
        # Equal texts have one tag, and some have none.
        pattern = tuple(texts.index(text) if has_tag(text) else text for text in texts)
        key = pattern, self._shown.rest(values, wording), preheader
        if key not in self._known:
            skeleton, numbered, shared = self._written(values, wording, preheader)
            if not shared:
                return skeleton, numbered
            self._known[key] = skeleton, [texts.index(text) for text in numbered]
        skeleton, places = self._known[key]
        return skeleton, [texts[place] for place in places]

    def _written(
        self, values: Mapping[str, str], wording: int, preheader: bool
    ) -> tuple[Skeleton, Sequence[str], bool]:
        """The same, and whether others may share it: else the person's texts stand in it."""
        tags = Tags(self._mark)
        parts, _ = written(self._template, values, wording, tags, BODY)
        skeleton = self._skeleton(parts, preheader)
        if skeleton.is_safe:
            return skeleton, [*tags.numbers], True
        parts, _ = written(self._template, values, wording, names=BODY)
        return self._skeleton(parts, preheader), (), False

    def _skeleton(self, parts: Mapping[str, str], preheader: bool) -> Skeleton:
        key = parts["html"], parts["text"], preheader
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, html: str, text: str, preheader: bool) -> Skeleton:
        body = html or text_part.letter_of(text)
        try:
            clean = html_part.sanitized(body)
        except ValueError as problem:
            raise Refused("html", 1, str(problem)) from None
        links = tag(self._mark, KEY)
        is_safe = _is_safe(body.replace(links, ""), clean.replace(links, ""), self._mark)
        text = (text or text_part.text_of(clean)).replace(self._mark + _HTML, self._mark + _TEXT)
        hidden = tag(self._mark, _PREHEADER) if preheader else ""
        whole = self._finish(html_part.document(clean, tag(self._mark, _SUBJECT), hidden))
        return Skeleton(
            whole,
            text,
            self._tags_in(whole),
            self._tags_in(text),
            is_safe,
        )

    def _tags_in(self, text: str) -> dict[str, str]:
        tags = (part.partition("-")[0] for part in text.split(self._mark)[1:])
        return {f"{self._mark}{each}-": each[1:] for each in tags}


def _by_tag(skeleton: Skeleton, texts: Mapping[str, str]) -> dict[str, str]:
    in_html = {each: escape(texts[name]) for each, name in skeleton.html_tags.items()}
    return in_html | {each: texts[name] for each, name in skeleton.text_tags.items()}


def _is_safe(body: str, clean: str, mark: str) -> bool:
    """Whether all tags in HTML, and in what `html_part.sanitized` made of it, stand in text, or in
    a link to write or call: any text may be there. A link to the web has one destination for all.
    """
    if f"<{mark}" in body or f"</{mark}" in body or body.count(mark) != clean.count(mark):
        return False
    styles = (part.partition("</style")[0] for part in clean.split("<style")[1:])
    if any(mark in style for style in styles):
        return False
    return all(_is_safe_in(part, mark) for part in clean.split("<")[1:] if mark in part)


def _is_safe_in(part: str, mark: str) -> bool:
    """Of an HTML tag and the text behind it, without its ``<``."""
    pieces = part.split('"')
    for before, value in zip(pieces[::2], pieces[1::2], strict=False):
        if ">" in before:
            return True
        to_contact = before.endswith(" href=") and value.startswith(("mailto:", "tel:"))
        if mark in value and not to_contact:
            return False
    return True
