"""Two people who add the same record at once: the second is refused in words that help."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.fixtures.product import until
from tests.fixtures.records import company
from yardflow import db
from yardflow.errors import Conflict
from yardflow.services.records import accounts, contacts

pytestmark = pytest.mark.usefixtures("database")

WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


def refusal(session, save, *args) -> str:
    """What the second of two hears whose records become the same."""

    def elsewhere() -> str:
        with pytest.raises(Conflict) as refused, db.session() as other:
            save(other, *args)
        return refused.value.message

    save(session, *args)
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(elsewhere)
        assert until(lambda: session.execute(WAITS).scalar_one())
        session.commit()
        return work.result()


@pytest.mark.parametrize("values", [{"name": "Globex"}, {"name": "G", "domain": "globex.com"}])
def test_the_same_account_is_added_twice(session, bob, values):
    message = refusal(session, accounts.create, bob, values)
    assert message == (
        "Someone else just saved the same account. Search for it and open that account instead."
    )


@pytest.mark.parametrize("values", [{}, {"email": "ann@acme.com"}, {"email": "info@acme.com"}])
def test_the_same_contact_is_added_twice(session, bob, acme, values):
    added = {"account_id": acme.id, "first_name": "Ann", **values}
    assert "saved the same contact" in refusal(session, contacts.create, bob, added)


def test_two_accounts_get_the_same_domain(session, bob, acme):
    globex = company(session, None, "Globex")
    session.commit()

    def save(current, account_id) -> None:
        accounts.update(current, bob, account_id, None, {"domain": "yards.com"})

    def elsewhere() -> None:
        with db.session() as other:
            save(other, globex.id)

    save(session, acme.id)
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(elsewhere)
        assert until(lambda: session.execute(WAITS).scalar_one())
        session.commit()
        with pytest.raises(Conflict, match="saved the same account"):
            work.result()
