"""What a draft says that it would do is what its run does, and to say it changes nothing."""

import threading
from dataclasses import replace

import pytest

from tests.fixtures.tables import tables
from yardflow.errors import Conflict, Invalid
from yardflow.services.imports import Forecast, ImportView
from yardflow.services.records import contacts

pytestmark = pytest.mark.usefixtures("database")

FIRST = (
    "Name,Company,Website,Email,Job title,Notes\n"
    "Ann Lee,Acme Inc,acme.example,ann@acme.example,COO,met\n"
    "Bob Ray,Acme,,,Buyer,\n"
    "Cy Ok,Birch,birch.example,cy@birch.example,,\n"
)
SECOND = (
    "Name,Company,Website,Email,Job title,Notes\n"
    "Ann Lee,Acme Inc,,ann@acme.example,CEO,met\n"  # nothing new
    "Bob Ray,Acme,,bob@acme.example,,\n"  # an address
    "Cy Ok,Birch,,cy@birch.example,,met 2026\n"  # a note
    "Cy Ok,Birch,,,Driver,\n"  # the same person once more
    "Di Po,Cedar,,info@cedar.example,,\n"
    "Ed Qu,Cedar,,info@cedar.example,,\n"
    ",Cedar,,,,\n"  # nobody
)


def outcome(view: ImportView) -> Forecast:
    """What a run did, in the words of a forecast."""
    of = {name: view.counts.get(name, 0) for name in ("created", "updated", "unchanged")}
    return Forecast(
        **of,
        duplicates=view.counts.get("duplicate", 0),
        accounts_created=view.counts["accounts_created"],
        differences=view.differences,
    )


def rows(forecast: Forecast) -> Forecast:
    """Without what differs (see `test_overwriting`)."""
    return replace(forecast, differences=())


def test_of_people(desk):
    view = desk.upload(FIRST)
    assert desk.forecast(view) == Forecast(3, 0, 0, 0, accounts_created=2)
    assert outcome(desk.run(view)) == Forecast(3, 0, 0, 0, accounts_created=2)
    view = desk.upload(SECOND)
    told = desk.forecast(view)
    assert rows(told) == Forecast(2, 2, 1, 1, accounts_created=1)
    done = desk.run(view)
    assert outcome(done) == told
    assert sum((told.created, told.updated, told.unchanged, told.duplicates)) == 7 - done.bad


def test_of_companies(desk):
    desk.bring("Company,Website,Industry\nAcme,acme.example,\nBirch,,Wood\n", "accounts")
    view = desk.upload(
        "Company,Website,Industry,Notes\nAcme Inc,,Rail,\nBirch,,Paper,\nCedar,,,big\nCEDAR,,,\n"
        "Birch,,,old client\n",
        "accounts",
    )
    told = desk.forecast(view)
    assert rows(told) == Forecast(1, 2, 0, 2, accounts_created=1)
    assert outcome(desk.run(view)) == told


def test_an_address_that_turns_out_to_be_shared(desk, session, bob, acme):
    values = {"account_id": acme.id, "first_name": "Ann", "email": "zap@acme.example"}
    contacts.create(session, bob, values)
    session.commit()
    view = desk.upload("Name,Company,Email\nAnn,Acme,zap@acme.example\nBo,Acme,zap@acme.example\n")
    told = desk.forecast(view)
    assert outcome(desk.run(view)) == told


def test_it_changes_nothing(desk):
    desk.bring(FIRST)
    view = desk.upload(SECOND)
    before = tables()
    desk.forecast(view)
    assert tables() == before


def test_rows_whose_company_is_not_chosen_yet_are_not_in_it(desk):
    desk.bring("Company,Website\nAcme,acme.example\nAcme,acme.other.example\n", "accounts")
    view = desk.upload("Name,Company\nAnn Lee,Acme\nBob Ray,Birch\n")
    before = tables()
    assert desk.forecast(view) == Forecast(1, 0, 0, 0, accounts_created=1)
    assert tables() == before


def test_a_column_that_is_missing_is_named(desk):
    view = desk.upload("First name,Shoe size\nAnn,38\nBob,44\n")
    with pytest.raises(Invalid, match="company"):
        desk.forecast(view)


def test_not_of_what_has_run(desk):
    with pytest.raises(Conflict, match="already started"):
        desk.forecast(desk.bring(FIRST))


def test_an_import_at_the_same_records_is_not_waited_for(desk, session, bob, acme):
    values = {"account_id": acme.id, "first_name": "Ann", "email": "zap@acme.example"}
    ann = contacts.create(session, bob, values)
    session.commit()
    view = desk.upload("Name,Company,Email\nAnn,Acme,zap@acme.example\nBo,Acme,zap@acme.example\n")
    contacts.update(session, bob, ann.id, None, {"title": "COO"})  # not committed
    errors: list[str] = []

    def ask() -> None:
        try:
            desk.forecast(view)
        except Conflict as error:
            errors.append(error.message)

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join(20)
    session.rollback()
    assert errors == ["Another import is changing the same records. Try again when it's done."]
