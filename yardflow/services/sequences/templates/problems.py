"""What keeps a template from being published: wrong by rendering it, as it is for sending."""

from dataclasses import dataclass

from sqlmodel import Session

from yardflow.counts import counted
from yardflow.services.sequences.templates import html_part, sources, text_part
from yardflow.services.sequences.templates.rendering import (
    PARTS,
    Refused,
    Rendered,
    Source,
    compiled,
    missing,
    render,
)
from yardflow.services.sequences.templates.variables import (
    ALWAYS,
    BOOKING,
    CUSTOM,
    POSTAL_ADDRESS,
    SAMPLES,
    UNSUBSCRIBE,
    is_known,
)

# Gmail shows no more of an email's HTML than this, and hides the link to unsubscribe with the rest.
LARGEST = 102_000
MOST_WORDINGS = 20
_SCHEMES = ("https://", "http://", "mailto:", "tel:")
_BRACES = ("{{", "}}", "{%", "%}", "[[", "]]")
# Whose sender has no booking link waits, and gets no email with a link that leads nowhere.
_LEAST = (*ALWAYS, BOOKING)
_OF_CONTACTS = ("contact.", "account.")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in a sentence; ``part`` is where, and ``line`` from 1, 0 for all of it.
    Without ``blocks`` it is to be looked at, and keeps nothing from being published.
    ``variables`` are those that have no fallback, where it is about that.
    """

    part: str
    line: int
    text: str
    blocks: bool = True
    variables: tuple[str, ...] = ()


def publishable(session: Session, version_id: int) -> list[Problem]:
    """What keeps this version from being published; nothing if it can be.

    Raises:
        NotFound: there is no such version.
    """
    return problems(sources.load(session, version_id))


def problems(source: Source) -> list[Problem]:
    """What keeps a template from being published, each problem once."""
    try:
        wrong = [*_unknown(source), *_empty(source)]
        for number in range(min(compiled(source).wordings, MOST_WORDINGS)):
            for values in (SAMPLES, {name: SAMPLES[name] for name in _LEAST}):
                wrong += _of_email(source, render(source, values, wording=number))
    except Refused as problem:
        return [Problem(problem.part, problem.line, problem.reason)]
    return list(dict.fromkeys(wrong))


def without_fallback(source: Source) -> list[str]:
    """The variables of contacts and accounts for which a contact without them waits."""
    least = {name: SAMPLES[name] for name in _LEAST}
    wordings = range(min(compiled(source).wordings, MOST_WORDINGS))
    names = [name for number in wordings for name in missing(source, least, wording=number)]
    return [name for name in dict.fromkeys(names) if name.startswith(_OF_CONTACTS)]


def _unknown(source: Source) -> list[Problem]:
    template = compiled(source)
    used = set().union(*(template.parts[part].snippets for part in PARTS))
    blocks = {**template.parts}
    blocks |= {
        f"snippet {name}": form.block
        for name, form in template.snippets[True].items()
        if name in used
    }
    wrong = []
    for part, block in blocks.items():
        for name, line in block.names.items():
            if not is_known(name):
                why = ": there are no custom fields" if name.startswith(CUSTOM) else ""
                wrong.append(Problem(part, line, f"{name} is not a variable{why}."))
        for name, line in block.snippets.items():
            if name not in template.snippets[True]:
                wrong.append(Problem(part, line, f"The snippet {name} doesn't exist."))
    return wrong


def _empty(source: Source) -> list[Problem]:
    wrong = []
    if not source.subject:
        wrong.append(Problem("subject", 0, "Enter a subject."))
    if not source.html and not source.text:
        wrong.append(Problem("html", 0, "Write the email."))
    return wrong


def _of_email(source: Source, email: Rendered) -> list[Problem]:
    wrong = [*_needed(email), *_links(email), *_left_over(source, email)]
    if count := html_part.images_without_alt(email.clean):
        wrong.append(
            Problem("html", 0, f"{counted(count, 'image')} without a description: add alt.")
        )
    if email.size > LARGEST:
        wrong.append(
            Problem("html", 0, f"It has {email.size // 1000} KB. Gmail cuts emails off at 102 KB.")
        )
    return wrong


def _needed(email: Rendered) -> list[Problem]:
    link, address = SAMPLES[UNSUBSCRIBE], SAMPLES[POSTAL_ADDRESS]
    return [
        Problem(part, 0, f"Add {{{{ {name} }}}}: every email needs {what}, whoever gets it.")
        for part, name, what, is_there in (
            ("html", UNSUBSCRIBE, "a link to unsubscribe", link in email.links),
            ("text", UNSUBSCRIBE, "a link to unsubscribe", link in email.text),
            ("html", POSTAL_ADDRESS, "your postal address", address in email.clean),
            ("text", POSTAL_ADDRESS, "your postal address", address in email.text),
        )
        if not is_there
    ]


def _links(email: Rendered) -> list[Problem]:
    dropped = email.clean.count("<a ") + email.clean.count("<a>") - _with_href(email.clean)
    wrong = []
    if dropped > 0:
        text = "leads nowhere" if dropped == 1 else "lead nowhere"
        wrong.append(
            Problem(
                "html",
                0,
                f"{counted(dropped, 'link')} {text}. Begin each with https://, mailto: or tel:.",
            )
        )
    wrong += [
        Problem("html", 0, f"The link {link[:60]} doesn't begin with https://, mailto: or tel:.")
        for link in email.links
        if not link.lower().startswith(_SCHEMES)
    ]
    return wrong


def _with_href(clean: str) -> int:
    count = 0

    def note(link: str) -> str:
        nonlocal count
        count += 1
        return link

    html_part.with_links(clean, note)
    return count


def _left_over(source: Source, email: Rendered) -> list[Problem]:
    texts = {"subject": email.subject, "preheader": email.preheader}
    if source.html:
        texts["html"] = text_part.text_of(email.clean)
    if source.text or not source.html:
        texts["text"] = email.text
    return [
        Problem(part, 0, f"{sign} is left over. Check the braces.")
        for part, text in texts.items()
        for sign in _BRACES
        if sign in text
    ]
