"""What a job or an audit entry is about, by its name: ``contact:7`` is Ann Lee."""

from collections.abc import Iterable

from sqlmodel import Session, select

from yardflow import registry


def names(session: Session, subjects: Iterable[str]) -> dict[str, str]:
    """The names of those subjects that still exist, in one query a kind."""
    ids: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _, key = subject.partition(":")
        if kind in registry.subjects() and key.isdigit():
            ids.setdefault(kind, set()).add(int(key))
    named = {}
    for kind, keys in ids.items():
        declared = registry.subjects()[kind]
        rows = session.execute(select(declared.key, *declared.name).where(declared.key.in_(keys)))
        for row_id, *parts in rows:
            named[f"{kind}:{row_id}"] = " ".join(filter(None, parts))
    return named


def page_of(subject: str) -> str:
    """The address of a subject's page; empty where it has none."""
    kind, _, key = subject.partition(":")
    declared = registry.subjects().get(kind)
    return declared.page.format(key) if declared and key.isdigit() else ""
