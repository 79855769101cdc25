"""Importing a list of suppressions, what comes of it, and its undo."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from tests.conftest import person
from yardflow import clock
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.jobs import runner
from yardflow.models import (
    AuditEntry,
    JobStatus,
    Role,
    Suppression,
    SuppressionImport,
    SuppressionReason,
    SuppressionSource,
)
from yardflow.services.access import Principal
from yardflow.services.operations import jobs as operations
from yardflow.services.sequences.suppressions import export, imports, service
from yardflow.services.sequences.suppressions.listing import SuppressionQuery

Reason, Source = SuppressionReason, SuppressionSource
pytestmark = pytest.mark.usefixtures("database")


def stored(session: Session) -> list[str]:
    session.expire_all()
    return list(session.execute(select(col(Suppression.value)).order_by("value")).scalars())


def test_a_short_list_is_imported_at_once(session: Session, bob: Principal) -> None:
    service.add(session, bob, "acme.com", Reason.MANUAL)
    text = "ann@globex.com\nacme.com\nAnn Lee\nANN@globex.com"
    view = imports.start(session, bob, text, Reason.UNSUBSCRIBED, "From the old tool", "old.csv")
    assert (view.status, view.job_id, view.ended) == (JobStatus.SUCCEEDED, None, True)
    assert (view.added, view.existing, view.duplicates, view.refused) == (1, 1, 1, 1)
    assert [(each.line, each.text) for each in view.problems] == [(3, "Ann Lee")]
    row = session.execute(select(Suppression).where(col(Suppression.host) == "globex.com")).scalar()
    assert row is not None and (row.source, row.note) == (Source.IMPORT, "From the old tool")
    entry = (
        session.execute(select(AuditEntry).order_by(col(AuditEntry.id).desc())).scalars().first()
    )
    assert entry is not None and entry.action == "suppressions.imported"
    assert "globex" not in str(entry.after)


@pytest.mark.slow
def test_a_long_list_is_imported_by_a_job_that_can_be_undone(
    session: Session, bob: Principal
) -> None:
    text = "Email\n" + "\n".join(f"person{n}@acme.com" for n in range(3_000))
    view = imports.start(session, bob, text, Reason.UNSUBSCRIBED, label="old.csv")
    session.commit()
    assert (view.status, view.ended, view.can_undo) == (JobStatus.QUEUED, False, False)
    assert view.job_id is not None and stored(session) == []
    with pytest.raises(Conflict, match="isn't done yet"):
        imports.undo(session, bob, view.id)
    session.rollback()
    runner.perform(view.job_id, imports.run)
    done = imports.get(session, bob, view.id)
    assert (done.status, done.added, done.can_undo) == (JobStatus.SUCCEEDED, 3_000, True)
    assert session.get_one(SuppressionImport, view.id).content == ""
    (job,) = operations.search(session, bob, "", None, 5).items
    assert (job.title, job.can_undo) == ("Suppress what is in old.csv", True)
    assert operations.undo(session, bob, view.job_id) == "3,000 suppressions removed"
    assert stored(session) == []


def test_a_job_that_fails_leaves_nothing(session: Session, bob: Principal, monkeypatch) -> None:
    text = "\n".join(f"person{n}@acme.com" for n in range(3_000))
    view = imports.start(session, bob, text, Reason.MANUAL)
    session.commit()
    monkeypatch.setattr(imports.list_file, "MOST", 2_000)
    runner.perform(view.job_id or 0, imports.run)
    failed = imports.get(session, bob, view.id)
    assert failed.status == JobStatus.FAILED and "more than" in (failed.error or "")
    assert stored(session) == []


def test_three_long_lists_at_a_time_are_enough(session: Session, bob: Principal) -> None:
    text = "\n".join(f"person{n}@acme.com" for n in range(3_000))
    for _ in range(3):
        imports.start(session, bob, text, Reason.MANUAL)
    with pytest.raises(Conflict):
        imports.start(session, bob, text, Reason.MANUAL)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_imports_are_undone_in_any_order(
    session: Session, bob: Principal, order: tuple[int, ...]
) -> None:
    lists = ["a@acme.com\nb@acme.com", "b@acme.com\nc@acme.com", "c@acme.com\na@acme.com"]
    made = [imports.start(session, bob, text, Reason.MANUAL).id for text in lists]
    left = dict(zip(made, lists, strict=True))
    for which in order:
        imports.undo(session, bob, made[which])
        del left[made[which]]
        assert stored(session) == sorted({v for text in left.values() for v in text.split()})


def test_an_undo_leaves_what_someone_else_suppressed_too(session: Session, bob: Principal) -> None:
    text = "a@acme.com\nb@acme.com\nc@acme.com"
    service.add(session, bob, "a@acme.com", Reason.MANUAL)
    view = imports.start(session, bob, text, Reason.MANUAL)
    service.suppress(session, "b@acme.com", Reason.UNSUBSCRIBED, Source.RECIPIENT)
    again = imports.start(session, bob, text, Reason.MANUAL)
    assert (again.added, again.existing) == (0, 3)
    imports.undo(session, bob, again.id)
    words = imports.undo(session, bob, view.id)
    assert words == "1 suppression removed, 1 kept: they changed since, or others added them too"
    assert stored(session) == ["a@acme.com", "b@acme.com"]
    with pytest.raises(Conflict, match="already"):
        imports.undo(session, bob, view.id)


def test_an_import_is_its_person_s_own_for_a_day(
    session: Session, alice: Principal, bob: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    carol = person(session, "Carol", Role.MEMBER)
    view = imports.start(session, bob, "a@acme.com", Reason.MANUAL)
    with pytest.raises(NotFound):
        imports.get(session, carol, view.id)
    with pytest.raises(NotFound):
        imports.undo(session, carol, view.id)
    assert imports.get(session, alice, view.id) == view
    row = session.get_one(SuppressionImport, view.id)
    row.made_at = clock.now() - timedelta(hours=25)
    session.flush()
    with pytest.raises(NotFound):
        imports.undo(session, bob, view.id)
    imports.purge(session)
    session.flush()
    assert session.execute(select(func.count()).select_from(SuppressionImport)).scalar_one() == 0
    assert stored(session) == ["a@acme.com"]


def test_what_is_no_list_is_refused_before_anything_is_stored(
    session: Session, bob: Principal
) -> None:
    for text, note in ((" ", ""), ("PK\0", ""), ("a@acme.com", "x" * 501)):
        with pytest.raises(Invalid):
            imports.start(session, bob, text, Reason.MANUAL, note)
    assert session.execute(select(func.count()).select_from(SuppressionImport)).scalar_one() == 0


def exported(session: Session, who: Principal, query: SuppressionQuery) -> str:
    content, after = export.begin(session, who, query), 0
    while (piece := export.piece(session, query, after)) is not None:
        content, after = content + piece[0], piece[1]
    return content.decode("utf-8-sig")


def test_an_exported_file_imported_again_gives_the_same(
    session: Session, bob: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 2)
    service.add(session, bob, "+sales@acme.com", Reason.OBJECTED, '=HYPERLINK("http://x")')
    service.add(session, bob, "-ann@acme.com", Reason.COMPLAINED, 'Said "no", twice')
    service.add(session, bob, "globex.com", Reason.BOUNCED)
    facts = select(Suppression.value, Suppression.reason, Suppression.note).order_by("value")  # type: ignore[call-overload]
    before = session.execute(facts).all()
    text = exported(session, bob, SuppressionQuery())
    assert '"\'+sales@acme.com"' in text and "\"'=HYPERLINK" in text
    for row in session.execute(select(Suppression)).scalars():
        session.delete(row)
    session.flush()
    view = imports.start(session, bob, text, Reason.MANUAL)
    assert (view.added, view.refused) == (3, 0)
    assert session.execute(facts).all() == before
    assert exported(session, bob, SuppressionQuery(reason="bounced")).count("\n") == 2
