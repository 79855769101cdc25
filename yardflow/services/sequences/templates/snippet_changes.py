"""What a change of a snippet does to the templates that go out with it."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import text
from sqlmodel import Session

from yardflow.errors import Conflict
from yardflow.services.sequences.templates import sources
from yardflow.services.sequences.templates.problems import Problem, problems
from yardflow.services.sequences.templates.rendering import PARTS, Snippet, Source, compiled

# Versions that are sent, of sequences that someone enters or is in, and what is published next.
_IN_USE = text("""
SELECT t.name, v.subject, v.preheader, v.html, v.text
FROM template_version v JOIN template t ON t.id = v.template_id
WHERE strpos(v.subject || v.preheader || v.html || v.text, 'snippet') > 0
    AND (t.version_id = v.id AND t.archived_at IS NULL OR v.id IN (
        SELECT CAST(jsonb_path_query(s.definition, '$.steps[*].templateVersionId') AS bigint)
        FROM sequence_version s
        WHERE EXISTS (SELECT FROM sequence q WHERE q.version_id = s.id AND q.status <> 'archived')
            OR EXISTS (SELECT FROM enrollment e
                WHERE e.version_id = s.id AND e.status = 'active')))
ORDER BY lower(t.name), v.id""")


def refuse_unsendable(session: Session, changed: Snippet) -> None:
    """Refuses a snippet by which a template that can be sent no longer could.

    Raises:
        Conflict: there is such a template.
    """
    before = sources.of(session, {}).snippets
    after = tuple(changed if each.name == changed.name else each for each in before)
    if after == before:
        return
    for name, source in _with_snippet(session, after, changed.name):
        wrong = _blocking(source)
        if wrong and not _blocking(replace(source, snippets=before)):
            raise Conflict(f"With this, the template “{name}” can't be sent: {wrong[0].text}")


def _with_snippet(
    session: Session, snippets: tuple[Snippet, ...], name: str
) -> Iterator[tuple[str, Source]]:
    uses = _containing(snippets, name)
    for row in session.execute(_IN_USE).all():
        source = Source(**{part: getattr(row, part) for part in PARTS}, snippets=snippets)
        if any(uses & block.snippets.keys() for block in compiled(source).parts.values()):
            yield row.name, source


def _containing(snippets: tuple[Snippet, ...], name: str) -> set[str]:
    """The snippet of this name and all that have it in them."""
    inside: dict[str, set[str]] = {}
    for forms in compiled(Source(snippets=snippets)).snippets.values():
        for outer, form in forms.items():
            inside.setdefault(outer, set()).update(form.block.snippets)
    containing, new = {name}, {name}
    while new:
        new = {outer for outer, names in inside.items() if names & new} - containing
        containing |= new
    return containing


def _blocking(source: Source) -> list[Problem]:
    return [each for each in problems(source) if each.blocks]
