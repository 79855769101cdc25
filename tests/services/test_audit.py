"""What the audit log says of access, uploads and downloads: by whom, on what, from where."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from actors.worker.heartbeat import Heartbeats
from actors.worker.scheduler import Scheduler
from tests.conftest import person
from yardflow import clock, db
from yardflow.models import AuditEntry, AuditTally, Role
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.team import tokens

pytestmark = pytest.mark.usefixtures("database")

LIST = b"Name,Company,E-mail\nAnn Lee,Acme,ann at acme\nBob Ray,Bosch,\n"
PAST = audit.TOGETHER + timedelta(seconds=1)


def entries(*actions: str) -> list[AuditEntry]:
    with db.session() as session:
        chosen = select(AuditEntry).where(col(AuditEntry.action).in_(actions))
        return list(session.exec(chosen.order_by(col(AuditEntry.id))).all())


def often(who: Principal, key: str = "key", times: int = 1) -> None:
    for _ in range(times):
        with db.session() as session:
            audit.record_often(session, who, "tried", key=key, after={"what": key})


@pytest.mark.slow
def test_what_happens_often_is_an_entry_at_once_and_one_with_the_count(bob):
    often(bob, times=200)
    assert [entry.after for entry in entries("tried")] == [{"what": "key"}]
    with clock.at(clock.now() + PAST), db.session() as session:
        audit.close_tallies(session)
    first, last = entries("tried")
    assert last.after == {"what": "key", "times": 200}
    assert (last.user_id, last.ip) == (first.user_id, first.ip) == (bob.user_id, "")


def test_what_happens_once_is_one_entry_and_nothing_stays_behind(bob, session: Session):
    often(bob)
    with clock.at(clock.now() + PAST), db.session() as own:
        audit.close_tallies(own)
    assert len(entries("tried")) == 1 and session.exec(select(AuditTally)).all() == []


def test_a_minute_that_nobody_closed_is_closed_by_the_next_time(bob):
    began = clock.now()
    often(bob, times=3)
    with clock.at(began + PAST):
        often(bob, times=2)
    assert [entry.after.get("times") for entry in entries("tried")] == [None, 3, None]


def test_the_scheduler_closes_what_is_over(bob):
    often(bob, times=3)
    with clock.at(clock.now() + PAST):
        Scheduler(Heartbeats([])).round()
    assert [entry.after.get("times") for entry in entries("tried")] == [None, 3]


@pytest.mark.slow
def test_an_hour_of_it_is_two_entries_a_minute_for_each_key(bob):
    began = clock.now()
    for minute in range(5):
        with clock.at(began + PAST * minute):
            often(bob, times=10)
            often(bob, key="other", times=10)
    assert len(entries("tried")) <= 2 * 2 * 5


def test_what_is_rolled_back_is_not_counted(bob):
    often(bob)
    with pytest.raises(ZeroDivisionError), db.session() as session:
        audit.record_often(session, bob, "tried", key="key")
        raise ZeroDivisionError
    with clock.at(clock.now() + PAST), db.session() as session:
        audit.close_tallies(session)
    assert len(entries("tried")) == 1


@pytest.mark.slow
def test_a_wrong_current_password_is_noted_with_its_address(sign_in, bob, with_password):
    change = {"current": "wrong", "new": "quite another sentence"}
    browser = sign_in(bob)
    for _ in range(12):
        browser.post("/api/auth/password", json=change)
    refused, stopped = entries("password.refused", "password.throttled")
    for entry in (refused, stopped):
        assert (entry.user_id, entry.record_id, entry.ip) == (bob.user_id, bob.user_id, "10.0.0.9")
    with clock.at(clock.now() + PAST), db.session() as session:
        audit.close_tallies(session)
    counts = {entry.action: entry.after.get("times") for entry in entries("password.refused")}
    assert counts == {"password.refused": 10}


def test_everything_a_person_does_about_their_access_says_from_where(
    sign_in, alice, bob, with_password
):
    token = {"name": "Export", "scopes": ["read"], "password": with_password}
    made = sign_in(bob).post("/api/tokens", json=token).json()["token"]["id"]
    sign_in(bob).delete(f"/api/tokens/{made}")
    sign_in(bob).post("/api/auth/signout")
    change = {"current": with_password, "new": "quite another sentence"}
    sign_in(bob).post("/api/auth/password", json=change)
    sign_in(bob).post("/api/auth/signout-everywhere")
    actions = ("token.created", "token.revoked", "session.closed", "user.password_changed")
    rows = entries(*actions, "session.all_revoked")
    assert len(rows) == 5 and {entry.ip for entry in rows} == {"10.0.0.9"}


@pytest.mark.heavy
def test_a_list_is_followed_from_its_upload_to_its_download(sign_in, bob, techexpo):
    browser, form = sign_in(bob), {"kind": "contacts", "eventId": str(techexpo.id)}
    made = browser.post("/api/imports", files={"file": ("x.csv", LIST)}, data=form).json()["id"]
    browser.patch(f"/api/imports/{made}", json={"mapping": {"E-mail": None}})
    browser.patch(f"/api/imports/{made}", json={"mapping": {"E-mail": "email"}})
    cells = [{"row": 1, "column": "E-mail", "value": "ann@acme.example"}]
    browser.patch(f"/api/imports/{made}", json={"cells": cells})
    for _ in range(3):
        assert browser.get(f"/api/imports/{made}/skipped").status_code == 200
    uploaded, unmapped, mapped, fixed, downloaded = entries(
        "import.uploaded",
        "import.mapping_changed",
        "import.rows_fixed",
        "import.skipped_rows_downloaded",
    )
    assert uploaded.after == {"kind": "contacts", "size": len(LIST), "event_id": techexpo.id}
    assert unmapped.before["mapping"] == mapped.after["mapping"] != unmapped.after["mapping"]
    assert fixed.after == {"rows": 1, "cells": 1} and downloaded.after == {"rows": 0}
    for entry in (uploaded, unmapped, mapped, fixed, downloaded):
        assert (entry.record, entry.record_id, entry.user_id) == ("import", made, bob.user_id)
        assert entry.ip == "10.0.0.9" and "acme" not in entry.model_dump_json().lower()


def test_a_download_of_the_ledger_is_noted_and_a_look_is_not(client, session, bob):
    secret = tokens.create(session, bob, "Test", ["read"]).secret
    session.commit()
    headers = {"Authorization": f"Bearer {secret}"}
    days = {"since": "2026-11-01", "until": "2026-11-30"}
    assert client.get("/api/enrichment/ledger", params=days, headers=headers).status_code == 200
    assert entries("ledger.downloaded") == []
    for _ in range(3):
        file = client.get("/api/enrichment/ledger.csv", params=days, headers=headers)
        assert file.status_code == 200
    (entry,) = entries("ledger.downloaded")
    assert (entry.user_id, entry.ip, entry.after) == (bob.user_id, "10.0.0.9", days)


@pytest.mark.heavy
def test_a_refused_download_leaves_no_entry(sign_in, session, bob, techexpo):
    form = {"kind": "contacts", "eventId": str(techexpo.id)}
    made = sign_in(bob).post("/api/imports", files={"file": ("x.csv", LIST)}, data=form).json()
    carol = person(session, "Carol", Role.MEMBER)
    assert sign_in(carol).get(f"/api/imports/{made['id']}/skipped").status_code == 404
    assert entries("import.skipped_rows_downloaded") == []
