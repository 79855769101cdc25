"""A draft whose encoding was not sure is read again in another one."""

from datetime import timedelta

import pytest

from tests.conftest import person
from yardflow import clock, db
from yardflow.errors import Conflict
from yardflow.models import Import, ImportFile, ImportKind, ImportStatus, Role
from yardflow.services import imports
from yardflow.services.imports import upload

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]

POLISH = "Name,Company,Miasto,Email\nŁukasz Wójcik,Zając,Łódź,lw@zajac.example\n".encode("cp1250")


def files(session) -> int:
    session.expire_all()
    return session.query(ImportFile).count()


def read_again(desk, view, path, encoding: str):
    with db.session() as session:
        imports.begin_again(session, desk.principal, view.id, encoding)
        imports.write_file(session, view.id, path)
    assert path.read_bytes() == POLISH
    with db.session() as session:
        imports.read(session, view.id, path, "", encoding)
    return desk.look(view)


def test_the_rows_follow_and_columns_of_the_same_name_stay_mapped(desk, session, tmp_path):
    view = desk.upload(POLISH, encoding="cp1251")
    assert view.can_read_again and desk.rows(view)[0].cells[0] != "Łukasz Wójcik"
    desk.overwrite(desk.change(view, Miasto="country", Email=None), "country")
    again = read_again(desk, view, tmp_path / "again", "cp1250")
    assert desk.rows(again)[0].cells == ["Łukasz Wójcik", "Zając", "Łódź", "lw@zajac.example"]
    assert [column.field for column in again.columns] == ["name", "company", "country", ""]
    assert (again.overwrites, again.rows, again.source["encoding"]) == (["country"], 1, "cp1250")
    assert desk.run(again).counts["created"] == 1
    assert files(session) == 0 and not desk.look(again).can_read_again
    assert desk.contact("Łukasz").country == "Łódź"


def test_a_file_of_a_sure_encoding_is_not_kept(desk, session):
    view = desk.upload(POLISH.decode("cp1250"))
    assert files(session) == 0 and not view.can_read_again
    with pytest.raises(Conflict, match="isn't kept any more"), db.session() as other:
        imports.begin_again(other, desk.principal, view.id, "cp1250")


def test_a_reading_that_fails_leaves_the_draft_as_it_was(desk, session, tmp_path):
    view = desk.upload(POLISH)
    before = desk.rows(view)
    with db.session() as other:
        imports.begin_again(other, desk.principal, view.id, "cp932")
    assert desk.look(view).status == ImportStatus.READING
    assert imports.renew_lease(session, view.id, 7, 50)
    session.commit()
    assert desk.look(view).note == "Reading row 7"
    with db.session() as other:
        imports.refuse(other, view.id, imports.REASONS["too_slow"])
    left = desk.look(view)
    assert (left.status, left.error) == (ImportStatus.DRAFT, imports.REASONS["too_slow"])
    assert desk.rows(left) == before and left.rows == 1
    with pytest.raises(imports.Refused), db.session() as other:
        imports.begin_again(other, desk.principal, view.id, "klingon")


def test_a_draft_that_no_one_reads_any_more_is_still_there(desk, session):
    view = desk.upload(POLISH)
    with db.session() as other:
        imports.begin_again(other, desk.principal, view.id, "cp1252")
    with clock.at(clock.now() + 2 * upload.READING_LEASE):
        assert desk.look(view).status == ImportStatus.DRAFT
        desk.upload("Name,Company\nAnn Lee,Acme\n")
        assert desk.look(view).rows == 1
    assert session.get_one(Import, view.id).status == ImportStatus.DRAFT


def test_an_admin_who_reads_a_members_draft_again_loses_no_import(desk, session, tmp_path):
    view = desk.upload(POLISH, encoding="cp1251")
    admin = person(session, "Alice", Role.ADMIN)
    with db.session() as other:
        theirs = imports.begin(other, admin, "b.csv", 3, ImportKind.CONTACTS, desk.event_id)
        imports.refuse(other, theirs, imports.REASONS["too_slow"])
    stopped = imports.begin(session, desk.principal, "c.csv", 3, ImportKind.CONTACTS, desk.event_id)
    session.commit()
    with clock.at(clock.now() + 2 * upload.READING_LEASE), db.session() as other:
        imports.begin_again(other, admin, view.id, "cp1250")
    for import_id in (theirs, stopped):
        status = session.get_one(Import, import_id, populate_existing=True).status
        assert status == ImportStatus.REFUSED


def test_files_go_with_their_draft_and_after_a_day(desk, session, bob):
    imports.remove(session, bob, desk.upload(POLISH).id)
    session.commit()
    assert files(session) == 0
    desk.upload(POLISH)
    imports.purge_files(session)
    assert files(session) == 1
    with clock.at(clock.now() + timedelta(days=1)):
        imports.purge_files(session)
    assert files(session) == 0
