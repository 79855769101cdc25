"""The lawful basis of a contact, as people and other programs write it."""

from pathlib import Path

import pytest

from tests.fixtures.rows import each_row
from yardflow import db, jobs
from yardflow.models import ImportKind
from yardflow.services import imports
from yardflow.services.records import contacts
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.values.lawful_basis import lawful_basis, since


@each_row(
    ("written", "stored"),
    [
        ("", ""),
        ("  ", ""),
        ("consent", "Consent"),
        (" CONSENT ", "Consent"),
        ("Freely given consent from contact", "Consent"),
        ("Double opt-in", "Consent"),
        ("Einwilligung", "Consent"),
        ("Art. 6 (1)(a)", "Consent"),
        ("Legitimate interest – prospect/lead", "Legitimate interest"),
        ("Legitimate interest - existing customer", "Legitimate interest"),
        ("Intérêt légitime", "Legitimate interest"),
        ("Performance of a contract", "Contract"),
        ("Objected", "No basis"),
        ("opted-out", "No basis"),
        ("No", "No basis"),
        ("maybe", None),
        ("consent, no", None),
        ("Con\u0000sent", "Consent"),
        ("x" * 81, None),
        (7, None),
    ],
)
def test_a_basis_is_known_however_it_is_written(written, stored):
    if stored is None:
        with pytest.raises(ValueError):
            lawful_basis(written)
    else:
        assert lawful_basis(written) == stored


@each_row(
    ("written", "stored"),
    [
        *(("2026-02-09", "2026-02-09"), ("Feb 9, 2026", "2026-02-09"), ("", "")),
        *(("09/02/2026", None), ("2026-02-30", None), ("Feb 30, 2026", None)),
    ],
)
def test_since_when_it_holds_is_a_day(written, stored):
    if stored is None:
        with pytest.raises(ValueError, match="valid date, for example Dec 8, 2026"):
            since(written)
    else:
        assert since(written) == stored


@pytest.mark.usefixtures("database")
def test_it_is_imported_filtered_and_edited(session, bob, techexpo, tmp_path: Path):
    path = tmp_path / "hubspot.csv"
    path.write_text(
        "Name,Company,Legal basis for processing contact's data,Consent source,Consent date\n"
        "Ann Lee,Acme,Freely given consent from contact,Booth 12,2026-02-09\n"
        "Ben Moss,Acme,Objected,,\n"
        "Cho Kim,Acme,perhaps,,\n"
    )
    view = imports.upload_file(session, bob, path, path.name, ImportKind.CONTACTS, techexpo.id)
    job_id = imports.start(session, bob, view.id).id
    session.commit()
    jobs.perform(job_id, imports.run)

    def listed(basis: str) -> list[str]:
        query = ContactQuery(event_id=techexpo.id, texts={"lawful_basis": basis})
        with db.session() as current:
            return [row.name for row in contacts.search(current, bob, query).items]

    assert listed("Consent") == ["Ann Lee"] and listed("No basis") == ["Ben Moss"]
    (cho,) = contacts.search(session, bob, ContactQuery(q="Cho")).items
    assert cho.lawful_basis == ""
    contacts.update(session, bob, cho.id, cho.version, {"lawful_basis": "contract"})
    session.commit()
    assert listed("contract") == ["Cho Kim"]
