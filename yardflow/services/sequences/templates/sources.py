"""What a template is rendered from, read from the database."""

from collections.abc import Collection

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.errors import NotFound
from yardflow.models import TemplateVersion
from yardflow.services.sequences.templates import rendering
from yardflow.services.sequences.templates.rendering import PARTS, Source

_VERSIONS = text(f"""
SELECT id, {", ".join(PARTS)} FROM template_version
WHERE id = ANY(CAST(:ids AS bigint[]))""")  # noqa: S608 - names of ours
_SNIPPETS = text("SELECT name, html, text FROM snippet ORDER BY name")


def load(session: Session, version_id: int) -> Source:
    """A version of a template with the snippets as they are now, for any number of people.

    Raises:
        NotFound: there is no such version.
    """
    version = session.get(TemplateVersion, version_id)
    if version is None:
        raise NotFound.of("template")
    return of(session, {name: getattr(version, name) for name in PARTS})


def load_many(session: Session, version_ids: Collection[int]) -> dict[int, Source]:
    """These versions of templates, as far as they exist, by id."""
    versions = db.rows(session, _VERSIONS, {"ids": db.ids_of(version_ids)})
    return {
        version.id: of(session, {name: getattr(version, name) for name in PARTS})
        for version in versions
    }


def of(session: Session, parts: dict[str, str], without: Collection[str] = ()) -> Source:
    """What is written in ``parts``, with all snippets but those of the names in ``without``."""
    snippets = db.rows(session, _SNIPPETS, {})
    return Source(
        **parts,
        snippets=tuple(
            rendering.Snippet(name, html, text)
            for name, html, text in snippets
            if name not in without
        ),
    )
