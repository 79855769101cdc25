"""A row by an id from outside: any number may come."""

from tests.fixtures.records import company
from yardflow.models import Account
from yardflow.services.records.load import row_of


def test_a_number_that_no_id_can_be_is_that_of_no_row(session, techexpo):
    account = company(session, techexpo, "Acme")
    session.commit()
    assert row_of(session, Account, account.id) is account
    for number in (-1, 0, 2**53, 2**63 - 1, 2**63, 2**80):
        assert row_of(session, Account, number) is None
        assert row_of(session, Account, number, lock=True, anew=True) is None


def test_a_row_is_read_anew_where_it_may_have_changed(session, techexpo):
    account = company(session, techexpo, "Acme")
    session.commit()
    account.industry = "Toys"  # not saved
    with session.no_autoflush:
        assert row_of(session, Account, account.id).industry == "Toys"
        assert row_of(session, Account, account.id, anew=True).industry == ""
