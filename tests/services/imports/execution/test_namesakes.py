"""Names that several companies share: never guessed, asked for before an import runs."""

import pytest

from tests.fixtures.imports import send
from tests.fixtures.records import company
from yardflow import db
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.services import imports
from yardflow.services.imports import namesake_choices

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def two(session, techexpo):
    """Two companies called Acme."""
    return [
        company(session, techexpo, "Acme", domain="acme.com"),
        company(session, techexpo, "ACME Inc.", domain="acme.de"),
    ]


def asked(desk, view):
    with db.session() as session:
        return imports.namesakes_of(session, desk.principal, view.id)


def choose(desk, view, name_key, choice):
    with db.session() as session:
        return imports.choose_company(session, desk.principal, view.id, name_key, choice)


def accounts_of(desk) -> dict[str, str]:
    domains = {account.id: account.domain or "" for account in desk.accounts()}
    return {contact.first_name: domains[contact.account_id] for contact in desk.contacts()}


def test_an_import_waits_until_it_is_said_which_company_is_meant(desk, two):
    view = desk.upload("Name,Company\nAnn Lee,Acme\nBo Ray,acme inc\nEve Fox,Bosch\n")
    (namesake,) = asked(desk, view)
    assert (namesake.name, namesake.rows, namesake.choice) == ("Acme", 2, "")
    keys = [f"account:{account.id}" for account in two]
    assert [candidate.key for candidate in namesake.candidates] == [*keys, "new"]
    assert namesake.candidates[0].label == "Acme · acme.com"
    with pytest.raises(Invalid, match="Choose which company is meant by 1 name"):
        desk.start(view)
    (namesake,) = choose(desk, view, namesake.name_key, keys[1])
    assert namesake.choice == keys[1]
    desk.run(view)
    assert accounts_of(desk) == {"Ann": "acme.de", "Bo": "acme.de", "Eve": ""}


@pytest.mark.slow
def test_a_new_account_can_be_meant_and_a_choice_can_be_taken_back(desk, two):
    view = desk.upload("Name,Company\nAnn Lee,Acme\n")
    choose(desk, view, "acme", "new")
    assert choose(desk, view, "acme", "")[0].choice == ""
    choose(desk, view, "acme", "new")
    done = desk.run(view)
    assert done.counts["accounts_created"] == 1 and accounts_of(desk) == {"Ann": ""}
    assert desk.undo(done).counts["undo"]["kept"] == 0
    assert len(desk.accounts()) == 2


@pytest.mark.parametrize("host", ["acme.de", "mail.acme.de"])
def test_a_person_s_own_address_tells_which_company_it_is(desk, two, host):
    view = desk.upload(f"Name,Company,E-mail\nAnn Lee,Acme,ann@{host}\n")
    assert asked(desk, view) == []
    desk.run(view)
    assert accounts_of(desk) == {"Ann": "acme.de"}


def test_the_file_itself_can_hold_two_companies_of_one_name(desk):
    view = desk.upload(
        "Name,Company,Website\nAnn Lee,Acme,acme.com\nBo Ray,Acme,acme.de\nEve Fox,Acme,\n"
    )
    (namesake,) = asked(desk, view)
    keys = [candidate.key for candidate in namesake.candidates]
    assert keys == ["domain:acme.com", "domain:acme.de", "new"]
    choose(desk, view, "acme", "domain:acme.de")
    desk.run(view)
    assert accounts_of(desk) == {"Ann": "acme.com", "Bo": "acme.de", "Eve": "acme.de"}


def test_a_name_with_one_company_asks_nothing(desk, session, techexpo):
    company(session, techexpo, "Acme", domain="acme.com")
    company(session, techexpo, "Bosch")
    view = desk.upload(
        "Name,Company,Website\nAnn Lee,Acme,\nBo Ray,Bosch,bosch.de\nEve Fox,Bosch,\nJo Li,New,\n"
    )
    assert asked(desk, view) == []
    desk.run(view)
    assert accounts_of(desk) == {"Ann": "acme.com", "Bo": "bosch.de", "Eve": "bosch.de", "Jo": ""}


def test_companies_are_asked_for_in_a_list_of_accounts_as_well(desk, two):
    view = desk.upload("Company,Industry\nAcme,Toys\n", "accounts")
    choose(desk, view, "acme", f"account:{two[0].id}")
    desk.run(view)
    assert [account.industry for account in desk.accounts()] == ["Toys", ""]


def test_a_company_that_got_a_namesake_since_the_start_is_skipped_and_not_guessed(
    desk, session, techexpo
):
    company(session, techexpo, "Acme", domain="acme.com")
    view = desk.upload("Name,Company\nAnn Lee,Acme\nEve Fox,Bosch\n")
    job_id = desk.start(view)
    company(session, techexpo, "Acme", domain="acme.de")
    from yardflow import jobs

    jobs.perform(job_id, imports.run)
    done = desk.look(view)
    assert (done.counts["created"], done.counts["skipped"]) == (1, 1)
    assert "Several accounts have this name" in desk.problems(view)[1][0]


def test_no_name_is_left_open_however_many_there_are(desk, session, techexpo, monkeypatch):
    monkeypatch.setattr(namesake_choices, "MOST", 2)
    names = ["Acme", "Bosch", "Cargo"]
    for name in names:
        company(session, techexpo, name, domain=f"{name.lower()}.com")
        company(session, techexpo, name, domain=f"{name.lower()}.de")
    view = desk.upload("Name,Company\n" + "".join(f"Ann {name},{name}\n" for name in names))
    assert [each.name for each in asked(desk, view)] == ["Acme", "Bosch"]
    after = choose(desk, view, "acme", "new")
    assert [(each.name, each.choice) for each in after] == [("Bosch", ""), ("Cargo", "")]
    choose(desk, view, "cargo", "new")
    with pytest.raises(Invalid, match="Choose which company is meant by 1 name"):
        desk.start(view)
    choose(desk, view, "bosch", "new")
    assert desk.run(view).counts["created"] == 3


def test_an_account_that_was_chosen_is_meant_also_under_a_new_name(desk, two, session):
    view = desk.upload("Name,Company\nAnn Lee,Acme\n")
    choose(desk, view, "acme", f"account:{two[1].id}")
    two[1].name, two[1].name_key = "Zeta", "zeta"
    session.commit()
    desk.run(view)
    assert accounts_of(desk) == {"Ann": "acme.de"} and len(desk.accounts()) == 2


def test_what_is_no_candidate_can_t_be_chosen(desk, two, bob, alice, session):
    view = desk.upload("Name,Company\nAnn Lee,Acme\n")
    for name_key, choice in (
        ("acme", "account:999"),
        ("acme", "x"),
        ("bosch", "new"),
        ("acme", "domain:acme.com; DROP TABLE account"),
    ):
        with pytest.raises(Invalid):
            choose(desk, view, name_key, choice)
    with pytest.raises(NotFound):
        imports.choose_company(session, bob, view.id + 1, "acme", "new")
    choose(desk, view, "acme", "new")
    desk.run(view)
    with pytest.raises(Conflict):
        choose(desk, view, "acme", "new")


@pytest.mark.slow
def test_a_program_chooses_as_well(desk, two, calls, bob, techexpo):
    client = calls(bob)
    sent = send(client, techexpo, "Name,Company\nAnn Lee,Acme\n").json()
    address = f"/api/imports/{sent['id']}"
    assert client.post(f"{address}/run").status_code == 409
    (namesake,) = client.get(f"{address}/companies").json()
    choice = {"nameKey": namesake["nameKey"], "choice": namesake["candidates"][0]["key"]}
    assert client.put(f"{address}/companies", json=choice).json()[0]["choice"] == choice["choice"]
    assert client.post(f"{address}/run").status_code == 202
