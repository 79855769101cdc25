"""Which versions of templates a sequence goes by when it is published."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow.counts import listed
from yardflow.models import Template
from yardflow.services.access import Principal
from yardflow.services.sequences.lifecycle.publishing import TemplatesPinned
from yardflow.services.sequences.templates import links, sources
from yardflow.services.sequences.templates.problems import (
    Problem,
    problems,
    publishable,
    without_fallback,
)
from yardflow.services.sequences.templates.variables import labeled


def pin(session: Session, principal: Principal, pinned: TemplatesPinned) -> None:
    """Names each template's current version, or why it can't go out."""
    for number, name, version_id in _current(session, pinned.template_ids):
        wrong = publishable(session, version_id)
        pinned.versions[number] = _not_ready(name, wrong[0]) if wrong else version_id


def remarks(
    session: Session, principal: Principal, template_ids: Collection[int]
) -> dict[int, list[Problem]]:
    """What is to be known of templates before they are published: what would keep each from it, as
    `pin` says it, its variables without a fallback, and its dead links. Without any a template
    isn't in the answer.
    """
    said: dict[int, list[Problem]] = {}
    for number, name, version_id in _current(session, template_ids):
        source = sources.load(session, version_id)
        wrong = problems(source)[:1]
        known = [Problem(each.part, each.line, _not_ready(name, each)) for each in wrong]
        if not known and (names := without_fallback(source)):
            known.append(_no_fallback(name, names))
        if known := [*known, *links.dead(session, number, source)]:
            said[number] = known
    return said


def _current(session: Session, template_ids: Collection[int]) -> Sequence[Any]:
    return session.execute(
        select(col(Template.id), col(Template.name), col(Template.version_id)).where(
            col(Template.id).in_(template_ids),
            col(Template.archived_at).is_(None),
            col(Template.version_id).is_not(None),
        )
    ).all()


def _not_ready(name: str, problem: Problem) -> str:
    return f"The template “{name}” isn't ready: {problem.text}"


def _no_fallback(name: str, variables: list[str]) -> Problem:
    labels = listed([labeled(variable) for variable in variables])
    text = f"“{name}” has no fallback for {labels}. Contacts who lack it wait."
    return Problem("", 0, text, blocks=False, variables=tuple(variables))
