"""A template beside its twin in SendGrid: each in the other's language, and what differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from yardflow.errors import Contradictory
from yardflow.integrations.sendgrid.templates import LONGEST_SUBJECT, Twin
from yardflow.models import TemplateLink
from yardflow.services.sequences.templates import sources
from yardflow.services.sequences.templates.handlebars import Translation, to_liquid
from yardflow.services.sequences.templates.handlebars_writer import to_handlebars
from yardflow.services.sequences.templates.rendering import PARTS
from yardflow.services.sequences.templates.rows import TemplateRow

# SendGrid has no preheader: ours stays as it is.
SHARED = ("subject", "html", "text")
_LABELS = {"subject": "Subject", "html": "HTML", "text": "Text"}


class Untranslated(Contradictory):
    """Something can't be said in the other language. ``unnamed`` are the names of which it is only
    not known which variables they are, ``others`` says the rest in sentences.
    """

    def __init__(self, wrong: Mapping[str, Translation]) -> None:
        named = {part: " ".join(_sentences(part, made)) for part, made in wrong.items()}
        super().__init__(" ".join(named.values()), named)
        self.unnamed = _unnamed(wrong.values())
        self.others = [
            f"{_LABELS[part]}, {problem}"
            for part, made in wrong.items()
            for problem in made.problems
            if not problem.name
        ]


class Standing(StrEnum):
    """How a template and its twin stand since they were equal: which of them changed, if any.
    ``missing``: SendGrid has no such template, or no active version of it.
    """

    SAME = "same"
    CHANGED_HERE = "changed_here"
    CHANGED_THERE = "changed_there"
    CHANGED_BOTH = "changed_both"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Seen:
    """The version of a twin that a person looked at; both texts are empty where it has none."""

    version_id: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that is not the same, in our language where it can be said in it."""

    part: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A template beside its twin. ``not_here`` says what of theirs can't be imported, ``not_there``
    what of ours SendGrid doesn't know: sentences, of which any keeps it from being done.
    ``unnamed`` are the names in theirs of which no one has said what they are here.
    """

    sendgrid_id: str
    standing: Standing
    seen: Seen
    differences: list[Difference]
    not_here: list[str]
    not_there: list[str]
    unnamed: list[str]


def here(twin: Twin, names: Mapping[str, str]) -> dict[str, str]:
    """Theirs in our language.

    Raises:
        Untranslated: it can't be said in it.
    """
    return _whole(_theirs(twin, names))


def there(session: Session, row: TemplateRow) -> dict[str, str]:
    """Ours in their language.

    Raises:
        Contradictory: it can't be said in it, or has no subject.
    """
    texts = _whole(_ours(session, row))
    if not texts["subject"].strip():
        raise Contradictory("SendGrid takes no template without a subject. Enter one and save it.")
    if len(texts["subject"]) > LONGEST_SUBJECT:
        raise Contradictory(f"SendGrid takes a subject of at most {LONGEST_SUBJECT} characters.")
    return texts


def compared(
    session: Session, row: TemplateRow, link: TemplateLink, twin: Twin | None
) -> Comparison:
    """Ours beside theirs, as both are now."""
    if twin is None or not twin.version_id:
        return Comparison(link.sendgrid_id, Standing.MISSING, Seen("", ""), [], [], [], [])
    ours, theirs = _ours(session, row), _theirs(twin, link.names)
    differences = []
    for part in SHARED:
        # As it would be there and back again, so that only what is said differently differs.
        mine = getattr(row, part) if ours[part].problems else to_liquid(ours[part].text).text
        other = getattr(twin, part) if theirs[part].problems else theirs[part].text
        if _bare(mine) != _bare(other):
            differences.append(Difference(part, mine, other))
    return Comparison(
        sendgrid_id=link.sendgrid_id,
        standing=_standing(row, link, twin, bool(differences)),
        seen=Seen(twin.version_id, twin.updated_at),
        differences=differences,
        not_here=[each for part in SHARED for each in _sentences(part, theirs[part])],
        not_there=[each for part in SHARED for each in _sentences(part, ours[part])],
        unnamed=_unnamed(theirs.values()),
    )


def _theirs(twin: Twin, names: Mapping[str, str]) -> dict[str, Translation]:
    return {part: to_liquid(getattr(twin, part), names) for part in SHARED}


def _ours(session: Session, row: TemplateRow) -> dict[str, Translation]:
    source = sources.of(session, {part: getattr(row, part) for part in PARTS})
    return {part: to_handlebars(source, part) for part in SHARED}


def _whole(made: Mapping[str, Translation]) -> dict[str, str]:
    if wrong := {part: each for part, each in made.items() if each.problems}:
        raise Untranslated(wrong)
    return {part: each.text for part, each in made.items()}


def _unnamed(made: Iterable[Translation]) -> list[str]:
    names = (problem.name for each in made for problem in each.problems)
    return list(dict.fromkeys(filter(None, names)))


def _sentences(part: str, made: Translation) -> list[str]:
    return [f"{_LABELS[part]}, {problem}" for problem in made.problems]


def _standing(row: TemplateRow, link: TemplateLink, twin: Twin, differs: bool) -> Standing:
    here = row.version_id != link.version_id
    known = Seen(link.sendgrid_version_id, link.sendgrid_updated_at)
    there = Seen(twin.version_id, twin.updated_at) != known
    if not differs:
        return Standing.SAME
    if here and there:
        return Standing.CHANGED_BOTH
    return Standing.CHANGED_THERE if there else Standing.CHANGED_HERE


def _bare(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()
