"""One person's email from a template: the same way for sending, previews and checks."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

from yardflow.services.sequences.templates import html_part, text_part
from yardflow.services.sequences.templates.parser import parsed
from yardflow.services.sequences.templates.syntax import (
    Block,
    Form,
    Run,
    Tagging,
    Unusable,
    shown,
)
from yardflow.services.sequences.templates.variables import OWN_LINKS

PARTS = ("subject", "preheader", "html", "text")
LONGEST_SUBJECT = 500


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text that templates share; ``html`` and ``text`` are its two forms, of which the
    one that is empty follows from the other.
    """

    name: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """What is written in a template's parts, and the snippets there are."""

    subject: str = ""
    preheader: str = ""
    html: str = ""
    text: str = ""
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template's parts, ready to be rendered many times, and its snippets' two forms. ``names``
    are all values that any of it uses; ``whole``: no snippet that it uses is missing.
    """

    parts: Mapping[str, Block]
    snippets: Mapping[bool, Mapping[str, Form]]
    wordings: int
    names: frozenset[str]
    whole: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    """An email as one person gets it. ``links`` are the addresses in its HTML as written,
    ``missing`` the names of values that are needed and blank: with any, it must not be sent.
    ``size`` is that of the HTML in bytes, and ``clean`` its body before links and styles are done.
    """

    subject: str
    preheader: str
    html: str
    text: str
    links: tuple[str, ...]
    missing: tuple[str, ...]
    size: int
    clean: str = field(repr=False)


def wording(person_id: int, step_key: str) -> int:
    """The number that chooses this person's wording in this step, always the same."""
    return int.from_bytes(blake2b(f"{person_id} {step_key}".encode(), digest_size=6).digest())


def shift(number: int, ways: int, taken: Collection[int]) -> int:
    """How many wordings further the first of the ``ways`` is that none of these numbers chooses; 0
    where all are taken.
    """
    used = {each % ways for each in taken}
    return next((step for step in range(ways) if (number + step) % ways not in used), 0)


@lru_cache(maxsize=64)
def compiled(source: Source) -> Compiled:
    """The template, parsed.

    Raises:
        Refused: something in it can't be understood, or a snippet contains itself.
    """
    parts = {name: _parsed(name, getattr(source, name)) for name in PARTS}
    snippets = {
        html: {each.name: _form(each, html) for each in source.snippets} for html in (True, False)
    }
    every = [*parts.values()]
    for forms in snippets.values():
        blocks = {name: form.block for name, form in forms.items()}
        _refuse_circles(blocks)
        every += blocks.values()
    return Compiled(
        parts,
        snippets,
        max(block.wordings for block in every),
        frozenset(name for block in every for name in block.names),
        all(name in snippets[True] for block in every for name in block.snippets),
    )


class Refused(ValueError):
    """A template can't be used: in ``part``, which may be ``snippet NAME``, at ``line``."""

    def __init__(self, part: str, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: {reason}")
        self.part, self.line, self.reason = part, line, reason


def missing(source: Source, values: Mapping[str, str], *, wording: int = 0) -> tuple[str, ...]:
    """The values that a person's email needs and that are blank, by name; () if it can go out.

    Raises:
        Refused: the template can't be used.
    """
    return () if has_all(source, values) else written(compiled(source), values, wording)[1]


def has_all(source: Source, values: Mapping[str, str]) -> bool:
    """Whether a person has every value that is named anywhere in the template, so that none of
    theirs can be missing.

    Raises:
        Refused: the template can't be used.
    """
    template = compiled(source)
    return template.whole and all(map(shown, map(values.get, template.names)))


def render(
    source: Source,
    values: Mapping[str, str],
    *,
    wording: int = 0,
    lead: Callable[[str], str] | None = None,
) -> Rendered:
    """The email for the person with these values. ``lead`` is asked where each link to the web is
    to lead, but never of the message's own.

    Raises:
        Refused: the template can't be used.
    """
    parts, missing = written(compiled(source), values, wording)
    subject, preheader = (line(parts[name]) for name in ("subject", "preheader"))
    try:
        clean = html_part.sanitized(parts["html"] or text_part.letter_of(parts["text"]))
    except ValueError as problem:
        raise Refused("html", 1, str(problem)) from None
    text = parts["text"] or text_part.text_of(clean)
    kept = own_links(values)
    led = clean
    if lead is not None:
        led = html_part.with_links(
            clean, lambda link: lead(link) if is_rewritable(link, kept) else link
        )
    html = html_part.document(led, subject, preheader)
    size = len(html.encode())
    return Rendered(subject, preheader, html, text, html_part.links(clean), missing, size, clean)


def own_links(values: Mapping[str, str]) -> frozenset[str]:
    """The links that are the message's own, by which its reader unsubscribes or books."""
    return frozenset(values.get(name, "") for name in OWN_LINKS)


def is_rewritable(link: str, own: frozenset[str]) -> bool:
    """Whether a link may lead by way of us: to the web, and not one of the message's own."""
    return link.lower().startswith(("https://", "http://")) and link not in own


def written(
    template: Compiled,
    values: Mapping[str, str],
    wording: int,
    tags: Tagging | None = None,
    names: Iterable[str] = PARTS,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The parts of these ``names`` with a person's values, and the names of those that are missing.
    With ``tags``, tags stand in HTML and text in place of the person's own.

    Raises:
        Refused: the template can't be used.
    """
    parts: dict[str, str] = {}
    missing: dict[str, None] = {}
    for name in names:
        block = template.parts[name]
        if not block.nodes:
            parts[name] = ""
            continue
        tagging = tags if name in ("html", "text") else None
        run = Run(values, template.snippets, name == "html", wording, tags=tagging)
        try:
            block.render(run)
        except Unusable as problem:
            raise Refused(name, problem.line, problem.reason) from None
        parts[name] = "".join(run.written).strip()
        missing |= dict.fromkeys(run.missing)
    return parts, tuple(missing)


def line(text: str) -> str:
    """What is written of a subject or a preheader, as the one line that it is."""
    return " ".join(text.split())[:LONGEST_SUBJECT]


def _parsed(part: str, text: str) -> Block:
    try:
        return parsed(text)
    except Unusable as problem:
        raise Refused(part, problem.line, problem.reason) from None


def _form(snippet: Snippet, html: bool) -> Form:
    own, other = (snippet.html, snippet.text) if html else (snippet.text, snippet.html)
    block = _parsed(f"snippet {snippet.name}", own or other)
    if own or not other:
        return Form(block)
    return Form(block, text_part.html_of if html else _text_of)


def _text_of(html: str) -> str:
    return text_part.text_of(html_part.sanitized(html))


def _refuse_circles(blocks: Mapping[str, Block]) -> None:
    done: set[str] = set()

    def follow(name: str, within: tuple[str, ...]) -> None:
        if name in within:
            raise Refused(
                f"snippet {within[-1]}",
                blocks[within[-1]].snippets[name],
                f"The snippet {name} contains itself.",
            )
        if name in done or name not in blocks or len(within) > 50:
            return
        for other in blocks[name].snippets:
            follow(other, (*within, name))
        done.add(name)

    for name in blocks:
        follow(name, ())
