"""Who changes a target while somebody changes a contact of that account waits, and no more."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.fixtures.product import until
from yardflow import db
from yardflow.models import Contact, Seniority
from yardflow.services.records import icp, targets

pytestmark = pytest.mark.usefixtures("database")


def booked(session, who, event_id, account_id):
    targets.set_stage(session, who, event_id, account_id, None, "Booked")


def removed(session, who, event_id, account_id):
    targets.remove(session, who, event_id, [account_id])


def added(session, who, event_id, account_id):
    targets.add(session, who, event_id, [account_id])


@pytest.mark.parametrize("change", [booked, removed, added])
def test_a_target_and_a_contact_of_the_account_change_at_the_same_moment(
    session, bob, techexpo, acme, works_at, change
):
    zoe = session.get_one(Contact, works_at(acme, "Zoë Quinn"))
    if change is added:
        removed(session, bob, techexpo.id, acme.id)
        session.commit()
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")

    def elsewhere() -> None:
        with db.session() as other:
            change(other, bob, techexpo.id, acme.id)

    zoe.seniority = Seniority.C_LEVEL
    session.flush()  # the attendee follows, and is locked
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(elsewhere)
        assert until(lambda: session.execute(waits).scalar_one())
        icp.recalculate(session, [acme.id], "Contact edited")  # the target follows
        session.commit()
        work.result()
