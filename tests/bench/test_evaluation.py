"""``python -m bench.evaluation``: a small list on the real path, and lists that are refused."""

import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import select

from bench import evaluation, labelled_people
from bench.labelled_list import COLUMNS, read
from bench.labelled_people import Guess, Loaded
from yardflow.models import Account, Contact

ROOT = Path(__file__).resolve().parents[2]
LIST = f"""{",".join(COLUMNS)}
Ada,Byron,Acme,acme.example,ada.byron@acme.example,yes,Buyer,Retail,51-200,Staff
Alan,Kay,Acme,acme.example,alan.kay@acme.example,yes,VP Operations,Retail,51-200,VP
Grace,Hopper,Acme,acme.example,grace.hopper@acme.example,yes,COO,Retail,51-200,C-Level
Linus,Berg,Acme,acme.example,LINUS.BERG@acme.example,no,Planner,Retail,51-200,Staff
Nils,Berg,Acme,acme.example,nberg@acme.example,no,,,,
Zoë,Quinn,Other,,,no,Buyer,,,
"""


@pytest.fixture
def small(tmp_path) -> Path:
    """Three known people, and three to guess."""
    path = tmp_path / "labelled.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.mark.heavy
def test_a_list_is_enriched_for_real_and_compared_with_the_truth(small, tmp_path):
    written = tmp_path / "eval.json"
    command = [sys.executable, "-m", "bench.evaluation", str(small), "--to", str(written)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    assert "1/2 right (50%, goal 90%)" in done.stdout
    result = json.loads(written.read_text())
    email = result["fields"]["email"]
    assert (email["asked"], email["guesses"], email["right"]) == (2, 2, 1)
    assert result["fields"]["title"]["guesses"] == 2
    assert result["fields"]["size"]["asked"] == 1
    assert (result["sandbox"], result["contacts"], result["unanswered"]) == (True, 3, {})
    assert Decimal(result["cost_per_contact_usd"]) > 0


def test_a_list_that_cannot_be_read_leaves_the_earlier_figures(tmp_path, monkeypatch, capsys):
    empty, written = tmp_path / "labelled.csv", tmp_path / "eval.json"
    empty.write_text("first_name,last_name\n")
    written.write_text("{}")
    monkeypatch.setattr(sys, "argv", ["evaluation", str(empty), "--to", str(written)])
    assert evaluation.main() == 2
    assert "The columns are missing: company, domain, email, known" in capsys.readouterr().err
    assert written.read_text() == "{}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["eval.json", "labelled.csv"]


def test_the_product_sees_of_those_to_guess_only_name_and_company(session, small):
    _, loaded = labelled_people.load(session, read(small))
    rows = session.exec(select(Contact).where(Contact.last_name == "Berg")).all()
    assert {(row.email, row.title, row.seniority) for row in rows} == {(None, "", None)}
    assert sorted(contact.first_name for contact in loaded.people.values()) == [
        "Linus",
        "Nils",
        "Zoë",
    ]


def test_what_is_to_be_guessed_of_a_company_is_not_shown_and_the_rest_is(session, small):
    small.write_text(LIST.replace("no,Planner,Retail,51-200", "no,Planner,Retail,"))
    labelled_people.load(session, read(small))
    acme = session.exec(select(Account).where(Account.name == "Acme")).one()
    assert (acme.industry, acme.size) == ("", "51-200")


def test_an_address_or_a_name_that_is_there_twice_is_skipped(session, small):
    again = "Nils,Berg,Acme,acme.example,other@acme.example,no,,,,\n"
    shared = "Bo,Ek,Acme,acme.example,ada.byron@acme.example,yes,,,,\n"
    small.write_text(LIST + again + shared)
    _, loaded = labelled_people.load(session, read(small))
    assert len(loaded.people) == 3
    assert sum(loaded.skipped.values()) == 1
    assert session.exec(select(Contact).where(Contact.first_name == "Bo")).one().email is None


def test_rows_without_a_domain_belong_to_the_company_of_that_name(session, small):
    small.write_text(LIST + "Cy,Dow,ACME Inc.,,,no,,,,\n")
    labelled_people.load(session, read(small))
    assert sorted(account.name for account in session.exec(select(Account)).all()) == [
        "Acme",
        "Other",
    ]


def test_of_several_claims_the_most_confident_counts_and_a_blank_truth_does_not(small):
    linus, nils, _ = [person for person in read(small) if not person.known]
    loaded = Loaded({1: linus, 2: nils}, {7: [linus, nils]}, Counter())
    said = [
        Guess(1, "email", "linus.berg@acme.example", Decimal("0.8"), "email_pattern"),
        Guess(1, "email", "lberg@acme.example", Decimal("0.3"), "email_pattern"),
        Guess(2, "title", "Buyer", Decimal("0.9"), "openai"),
        Guess(7, "industry", "retail", Decimal("0.9"), "openai"),
    ]
    graded, questions = evaluation.grade(loaded, said)
    assert [(mark.field, mark.rank, mark.right) for mark in graded] == [
        ("email", 0, True),
        ("email", 1, False),
        ("industry", 0, True),
    ]
    assert questions == {"email": 2, "title": 1, "seniority": 1, "industry": 1, "size": 1}
