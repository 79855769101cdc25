"""Suppressing and removing: what is stored, what is stronger, and who may undo what."""

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from yardflow import db
from yardflow.errors import Conflict, Contradictory, Forbidden, Invalid, NotFound
from yardflow.models import AuditEntry, Suppression, SuppressionReason, SuppressionSource
from yardflow.services.access import Principal
from yardflow.services.sequences.suppressions import service
from yardflow.services.sequences.suppressions.listing import SuppressionQuery, search

Reason, Source = SuppressionReason, SuppressionSource
pytestmark = pytest.mark.usefixtures("database")

WRITTEN = {
    "Ann@Acme.com": "ann@acme.com",
    "  ann@acme.com. ": "ann@acme.com",
    "Ann Lee <ann@acme.com>": "ann@acme.com",
    "mailto:ann@acme.com?subject=Hi": "ann@acme.com",
    "ａｎｎ＠ａｃｍｅ．ｃｏｍ": "ann@acme.com",
    "ann@acme。com": "ann@acme.com",
    "ann+fair@acme.com": "ann+fair@acme.com",
    "a.n.n@gmail.com": "a.n.n@gmail.com",
    "ann@STRAẞE.de": "ann@xn--strae-oqa.de",
    "\u200bann@acme.com\u202e": "ann@acme.com",
    "acme.com": "acme.com",
    "ACME.COM.": "acme.com",
    "@acme.com": "acme.com",
    "*@acme.com": "acme.com",
    "*.acme.com": "acme.com",
    "https://www.Acme.com/about?x=1": "acme.com",
    "mail.acme.co.uk": "mail.acme.co.uk",
    "bücher.de": "xn--bcher-kva.de",
    "例え.jp": "xn--r8jz45g.jp",
    "gmail.com": "gmail.com",
    "hq.acme.example": "hq.acme.example",
}


def test_an_address_or_a_domain_is_stored_in_one_form(session: Session, bob: Principal) -> None:
    added = {text: service.add(session, bob, text, Reason.MANUAL).value for text in WRITTEN}
    assert added == WRITTEN
    count = session.execute(select(func.count()).select_from(Suppression)).scalar_one()
    assert count == len(set(WRITTEN.values()))


NEITHER = (
    *("", " ", "@", "ann@", "Ann Lee", "ann lee@acme.com", "ann@acme", "com", "co.uk", "github.io"),
    *("ann.lee", "jörg@acme.com", "ann@[10.0.0.1]", "10.0.0.1", "a@b@c.com", "ann@acme..com"),
    *("ann@acme.com\nBcc: joe@acme.com", "a" * 65 + "@acme.com", "x" * 3_000, "\0", "\ud800"),
)


def test_what_is_neither_is_refused_in_words(session: Session, bob: Principal) -> None:
    for text in NEITHER:
        with pytest.raises(Invalid) as refused:
            service.add(session, bob, text, Reason.MANUAL)
        assert refused.value.fields["value"].endswith((".", "it.")), text


def row(session: Session, value: str = "ann@acme.com") -> Suppression:
    session.expire_all()
    return session.execute(select(Suppression).where(col(Suppression.value) == value)).scalar_one()


def by_recipient(session: Session) -> None:
    service.suppress(session, "ann@acme.com", Reason.UNSUBSCRIBED, Source.RECIPIENT)


def test_what_is_added_again_keeps_the_stronger_reason(session: Session, bob: Principal) -> None:
    first = service.add(session, bob, "ann@acme.com", Reason.MANUAL, "Competitor")
    again = service.add(session, bob, "ANN@acme.com", Reason.MANUAL, "Another note")
    assert (first.new, again.new, again.id) == (True, False, first.id)
    assert row(session).note == "Competitor"
    by_recipient(session)
    assert (row(session).reason, row(session).source) == (Reason.UNSUBSCRIBED, Source.RECIPIENT)
    assert (row(session).note, row(session).added_by) == ("", None)
    service.suppress(session, "ann@acme.com", Reason.BOUNCED, Source.SENDGRID, "550 5.1.1")
    service.add(session, bob, "ann@acme.com", Reason.UNSUBSCRIBED)
    assert (row(session).reason, row(session).source) == (Reason.UNSUBSCRIBED, Source.RECIPIENT)


def test_of_equal_reasons_the_recipient_s_own_word_stays(session: Session, bob: Principal) -> None:
    service.add(session, bob, "ann@acme.com", Reason.UNSUBSCRIBED)
    assert row(session).source == Source.PERSON
    by_recipient(session)
    assert row(session).source == Source.RECIPIENT


def test_a_removal_needs_a_reason_and_is_in_the_audit_log(session: Session, bob: Principal) -> None:
    added = service.add(session, bob, "acme.com", Reason.MANUAL)
    with pytest.raises(Invalid, match="Say why"):
        service.remove(session, bob, added.id, " .")
    service.remove(session, bob, added.id, "They became a customer")
    entries = session.execute(select(AuditEntry).order_by(col(AuditEntry.id))).scalars().all()
    assert [entry.action for entry in entries] == ["suppression.added", "suppression.removed"]
    assert entries[1].before == {
        "kind": "domain",
        "domain": "acme.com",
        "reason": "manual",
        "source": "person",
    }
    assert entries[1].after == {"why": "They became a customer"}
    with pytest.raises(NotFound):
        service.remove(session, bob, added.id, "They became a customer")


def test_the_audit_log_names_contacts_and_no_addresses(
    session: Session, bob: Principal, acme, works_at
) -> None:
    ann = works_at(acme, "Ann Lee", email="ann@acme.com")
    added = service.add(session, bob, "ann@acme.com", Reason.OBJECTED, "Call of May 4")
    service.remove(session, bob, added.id, "Asked to be written again")
    entries = session.scalars(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    assert [(e.after or {}).get("contacts", (e.before or {}).get("contacts")) for e in entries] == [
        [ann],
        [ann],
    ]
    assert "ann@acme.com" not in str([(e.before, e.after) for e in entries])


def test_only_an_admin_removes_what_the_recipient_asked_for(
    session: Session, alice: Principal, bob: Principal
) -> None:
    by_recipient(session)
    with pytest.raises(Forbidden):
        service.remove(session, bob, row(session).id or 0, "A mistake")
    assert [each.removable for each in search(session, bob, SuppressionQuery()).items] == [False]
    assert [each.removable for each in search(session, alice, SuppressionQuery()).items] == [True]
    service.remove(session, alice, row(session).id or 0, "A mistake")


def test_a_removal_is_refused_where_there_is_another_reason_by_now(
    session: Session, alice: Principal, bob: Principal
) -> None:
    added = service.add(session, bob, "ann@acme.com", Reason.MANUAL)
    by_recipient(session)
    with pytest.raises(Contradictory, match="another reason"):
        service.remove(session, alice, added.id, "Customer", seen=Reason.MANUAL)


def test_a_removed_one_is_restored_as_it_was(
    session: Session, alice: Principal, bob: Principal
) -> None:
    added = service.add(session, bob, "ann@acme.com", Reason.MANUAL, "Competitor")
    before = row(session).model_dump(exclude={"id"})
    removed = service.remove(session, alice, added.id, "Customer")
    service.restore(session, alice, removed)
    assert row(session).model_dump(exclude={"id"}) == before
    removed = service.remove(session, alice, row(session).id or 0, "Customer")
    by_recipient(session)
    service.restore(session, alice, removed)
    assert row(session).reason == Reason.UNSUBSCRIBED


def test_an_add_is_undone_unless_someone_else_wants_it_too(
    session: Session, alice: Principal, bob: Principal
) -> None:
    added = service.add(session, bob, "acme.com", Reason.UNSUBSCRIBED)
    with pytest.raises(NotFound):
        service.undo_add(session, alice, added.id)
    service.undo_add(session, bob, added.id)
    for reason in (Reason.MANUAL, Reason.UNSUBSCRIBED, Reason.COMPLAINED):
        added = service.add(session, bob, "ann@acme.com", reason)
        by_recipient(session)
        with pytest.raises((Conflict, NotFound)):
            service.undo_add(session, bob, added.id)
        session.delete(row(session))
        session.flush()


def test_two_at_the_same_moment_give_one(session: Session, bob: Principal) -> None:
    with db.session() as first:
        service.add(first, bob, "ann@acme.com", Reason.MANUAL)
    again = service.add(session, bob, "ann@acme.com", Reason.OBJECTED)
    assert not again.new and row(session).reason == Reason.OBJECTED


def test_the_database_keeps_the_form_of_addresses(session: Session) -> None:
    for kind, value in (
        ("address", "Ann@acme.com"),
        ("domain", "ann@acme.com"),
        ("address", "a.b"),
    ):
        with pytest.raises(Conflict), db.session() as current:
            current.add(
                Suppression(kind=kind, value=value, reason=Reason.MANUAL, source=Source.PERSON)
            )


def values(session: Session, who: Principal, **query: str) -> list[str]:
    return [each.value for each in search(session, who, SuppressionQuery(**query)).items]


def test_the_list_is_searched_narrowed_and_sorted(session: Session, bob: Principal) -> None:
    for text, reason in (
        ("joe@acme.com", Reason.BOUNCED),
        ("acme.com", Reason.OBJECTED),
        ("ann@globex.com", Reason.MANUAL),
    ):
        service.add(session, bob, text, reason)
    assert values(session, bob) == ["ann@globex.com", "acme.com", "joe@acme.com"]
    assert values(session, bob, sort="value") == ["acme.com", "ann@globex.com", "joe@acme.com"]
    assert values(session, bob, q="Acme", sort="value") == ["acme.com", "joe@acme.com"]
    assert values(session, bob, q="@acme.com", sort="value") == ["acme.com", "joe@acme.com"]
    assert values(session, bob, q="an") == ["ann@globex.com"]
    service.add(session, bob, "straße.de", Reason.MANUAL)
    assert values(session, bob, q="Straße.de") == ["xn--strae-oqa.de"]
    assert values(session, bob, q="%") == values(session, bob, q="a_n") == []
    assert values(session, bob, kind="domain") == ["xn--strae-oqa.de", "acme.com"]
    assert values(session, bob, reason="bounced,objected") == ["acme.com", "joe@acme.com"]
    assert values(session, bob, source="import") == []
    with pytest.raises(Invalid):
        values(session, bob, reason="none")


def test_pages_follow_each_other(session: Session, bob: Principal) -> None:
    for number in range(5):
        service.add(session, bob, f"p{number}@acme.com", Reason.MANUAL)
    seen, cursor = [], ""
    while True:
        page = search(session, bob, SuppressionQuery(sort="value", limit=2, cursor=cursor))
        seen += [each.value for each in page.items]
        if page.next is None:
            break
        cursor = page.next
    assert seen == [f"p{number}@acme.com" for number in range(5)]
