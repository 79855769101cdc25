"""Senders: adding, changing, pausing and deleting them, and who may."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from yardflow import db
from yardflow.errors import Conflict, Contradictory, Forbidden, Invalid, NotFound, UnknownReference
from yardflow.models import AuditEntry
from yardflow.services.sequences.senders import service, signature, views
from yardflow.services.sequences.senders.views import SenderQuery

ANN = {"name": "Ann Lee", "address": "Ann@Acme.com", "timezone": "America/Chicago"}


def actions(session) -> list[str]:
    return list(session.exec(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_sender_is_whose_it_was_added_by_with_the_usual_limit(session, bob):
    row = service.create(session, bob, ANN)
    assert (row.address, row.owner_name, row.daily_cap) == ("ann@acme.com", "Bob", 200)
    assert (row.sent_today, row.cap_today, row.pace_s) == (0, 200, 0)
    assert row.verified_at is None and row.may_edit
    assert actions(session) == ["sender.created"]


def test_what_is_not_valid_is_refused_field_by_field(session, alice):
    for change, field in (
        ({"name": " \u200b "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"address": ""}, "address"),
        ({"address": "ann"}, "address"),
        ({"address": "ann@acme.com\r\nBcc: ben@acme.com"}, "address"),
        ({"reply_to": "ann"}, "reply_to"),
        ({"timezone": ""}, "timezone"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "EST\n"}, None),
        ({"daily_cap": 0}, "daily_cap"),
        ({"daily_cap": True}, "daily_cap"),
        ({"daily_cap": "1e3"}, "daily_cap"),
        ({"daily_cap": "٣"}, "daily_cap"),
        ({"daily_cap": 100_001}, "daily_cap"),
        ({"daily_cap": "1,000"}, None),
        ({"pace_s": -1}, "pace_s"),
        ({"jitter_s": 86_401}, "jitter_s"),
        ({"warmup_began": "2026-12-01"}, "warmup_first"),
        ({"warmup_began": "2026-12-01", "warmup_first": 5, "warmup_step": 5}, None),
        ({"warmup_began": "2026-13-01"}, "warmup_began"),
        ({"user_id": 999_999}, "owner"),
        ({"user_id": "x"}, "user_id"),
        ({"signature_html": "x" * 10_001}, "signature_html"),
        ({"signature_html": "&" * 9_000}, "signature_html"),
        ({"signature_text": 7}, "signature_text"),
        ({"booking_url": "cal.example.com/kim?x=1"}, None),
        ({"booking_url": "http://cal.example.com/kim"}, "booking_url"),
        ({"booking_url": "javascript:alert(1)"}, "booking_url"),
        ({"booking_url": "https://kim@cal.example.com"}, "booking_url"),
        ({"booking_url": 'https://cal.example.com/"onclick="x'}, "booking_url"),
        ({"booking_url": "https://cal.example.com/" + "x" * 300}, "booking_url"),
    ):
        try:
            with session.begin_nested() as savepoint:
                row = service.create(session, alice, {**ANN, **change})
                savepoint.rollback()
            assert field is None, (change, row)
        except (Invalid, Contradictory, UnknownReference) as problem:
            assert set(problem.fields) == {field}, change
            assert problem.message


def test_a_name_is_one_line_whatever_was_sent(session, alice):
    row = service.create(session, alice, {**ANN, "name": "Ann\r\nBcc: ben@acme.com\u202e"})
    assert row.name == "Ann Bcc: ben@acme.com"


def test_one_address_has_one_sender(session, alice):
    service.create(session, alice, ANN)
    other = service.create(session, alice, {**ANN, "address": "ben@acme.com"})
    for attempt in (
        lambda: service.create(session, alice, {**ANN, "address": "ANN@ACME.COM"}),
        lambda: service.update(session, alice, other.id, None, {"address": "ann@acme.com"}),
    ):
        with pytest.raises(Conflict, match="already"):
            attempt()


def test_only_whose_it_is_and_an_admin_may_change_resume_or_delete_and_anyone_may_pause(
    session, alice, bob
):
    hers = service.create(session, alice, ANN)
    his = service.create(session, bob, {**ANN, "address": "bob@acme.com"})
    assert service.pause(session, bob, hers.id, "She is on leave").paused_by_name == "Bob"
    for attempt in (
        lambda: service.update(session, bob, hers.id, None, {"name": "Bob"}),
        lambda: service.resume(session, bob, hers.id),
        lambda: service.delete(session, bob, hers.id),
        lambda: service.create(session, bob, {**ANN, "user_id": alice.user_id}),
        lambda: service.create(session, bob, {**ANN, "user_id": None}),
        lambda: service.update(session, bob, his.id, None, {"user_id": alice.user_id}),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert service.update(session, alice, his.id, his.version, {"user_id": ""}).owner_name == ""


def test_a_pause_says_why_and_who_and_resuming_ends_it(session, alice, bob):
    ann = service.create(session, alice, ANN)
    with pytest.raises(Invalid):
        service.pause(session, alice, ann.id, " ")
    paused = service.pause(session, bob, ann.id, "Bounces:\n7%")
    assert (paused.pause_reason, paused.paused_by_name) == ("Bounces: 7%", "Bob")
    again = service.pause(session, alice, ann.id, "Another")
    assert (again.pause_reason, again.paused_at) == (paused.pause_reason, paused.paused_at)
    resumed = service.resume(session, alice, ann.id)
    assert (resumed.paused_at, resumed.pause_reason, resumed.paused_by_name) == (None, "", "")
    service.resume(session, alice, ann.id)
    assert actions(session) == ["sender.created", "sender.paused", "sender.resumed"]


def test_a_lost_update_is_refused(session, alice):
    ann = service.create(session, alice, ANN)
    service.update(session, alice, ann.id, ann.version, {"daily_cap": 50})
    with pytest.raises(Conflict):
        service.update(session, alice, ann.id, ann.version, {"daily_cap": 60})


def test_another_address_is_not_verified_because_the_first_was(session, alice):
    ann = service.create(session, alice, ANN)
    session.execute(text("UPDATE sender SET verified_at = now()"))
    session.expire_all()
    assert service.update(session, alice, ann.id, None, {"name": "Ann"}).verified_at is not None
    row = service.update(session, alice, ann.id, None, {"address": "ann@birch.com"})
    assert row.verified_at is None


def test_a_sender_that_people_are_bound_to_is_not_deleted(session, alice):
    ann = service.create(session, alice, ANN)
    session.execute(
        text("CREATE TABLE bound (sender_id bigint REFERENCES sender ON DELETE RESTRICT)")
    )
    try:
        session.execute(text("INSERT INTO bound VALUES (:id)"), {"id": ann.id})
        session.commit()
        with pytest.raises(Conflict, match="Ann Lee can't be deleted"), db.session() as current:
            service.delete(current, alice, ann.id)
        assert "sender.deleted" not in actions(session)
    finally:
        session.rollback()
        session.execute(text("DROP TABLE bound"))
        session.commit()
    service.delete(session, alice, ann.id)
    with pytest.raises(NotFound):
        views.get(session, alice, ann.id)


def test_the_list_is_narrowed_and_sorted(session, alice):
    for name in ("cleo", "Ann", "Ben"):
        service.create(session, alice, {**ANN, "name": name, "address": f"{name}@acme.com"})
    rows = {row.name: row for row in views.search(session, alice, SenderQuery()).items}
    assert list(rows) == ["Ann", "Ben", "cleo"]
    service.pause(session, alice, rows["Ben"].id, "On leave")

    def names(**query) -> list[str]:
        return [row.name for row in views.search(session, alice, SenderQuery(**query)).items]

    assert names(status="paused") == ["Ben"]
    assert names(status="sending", sort="-name") == ["cleo", "Ann"]
    assert names(status="unverified", sort="-createdAt") == ["Ben", "Ann", "cleo"]


def test_a_zone_that_is_no_longer_known_leaves_the_list_readable(session, alice):
    ann = service.create(session, alice, ANN)
    session.execute(text("UPDATE sender SET timezone = 'Mars/Olympus'"))
    assert views.get(session, alice, ann.id).cap_today is None


def test_a_signature_only_looks():
    for html, kept in (
        ('<b>Ann</b><br><a href="https://acme.com">Acme</a>', None),
        ('<img src="https://acme.com/a.png" alt="Acme">', None),
        ("<script>alert(1)</script>Ann", "Ann"),
        ('<b onclick="x()">Ann</b>', "<b>Ann</b>"),
        ('<a href="javascript:x()">Ann</a>', "<a>Ann</a>"),
        ('<img src="data:image/svg+xml,x">', "<img>"),
        ('<p style="color:red;position:fixed">A</p>', '<p style="color:red">A</p>'),
        ("<style>*{display:none}</style>Ann", "Ann"),
        ("<b>Ann", "<b>Ann</b>"),
    ):
        assert signature.cleaned(html) == (kept or html)
