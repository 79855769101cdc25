"""A plain text is declared once: shown in a copy of the product, by the recipe's files alone."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from tests.fixtures.copies import copy_of_product
from tests.fixtures.product import ROOT
from yardflow import migrations
from yardflow.launch import servers
from yardflow.models import ImportKind
from yardflow.services.imports.normalization.normalized_row import COLUMNS

MIGRATION = '''"""Contacts have a department"""

import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("contact", sa.Column("department", sa.Text, nullable=False, server_default=""))
    op.create_index(
        "ix_contact_department",
        "contact",
        [sa.text("lower(department)"), "id"],
        postgresql_include=["department"],
        postgresql_where=sa.text("department <> ''"),
    )


def downgrade() -> None:
    op.drop_column("contact", "department")
'''
# What a person, a program and an import do with the new field, on the copy's own code.
USE = """
import gc, json, sys
gc.disable()
from pathlib import Path
from sqlmodel import Session, select
from yardflow import db, jobs, migrations, registry
from yardflow.domains import DOMAINS
migrations.upgrade()
registry.install(DOMAINS)
from fastapi.testclient import TestClient
from yardflow.api.records.contacts import ContactOut, ContactFields, ContactsQuery
from yardflow.models import Event, ImportKind, Job, Role, User
from yardflow.services import imports
from yardflow.services.access import Principal
from yardflow.services.records import contacts, deletion
from yardflow.services.records.contacts import ContactQuery

seen = {}
with db.session() as session:
    user = User(email="bob@yardflow.test", name="Bob", role=Role.ADMIN, password_hash="-")
    event = Event(name="TechExpo")
    session.add(user); session.add(event); session.flush()
    bob = Principal(user_id=user.id, role=Role.ADMIN, name="Bob", email=user.email)
    event_id = event.id
    empty = contacts.create_at(
        session, bob, event_id, "Acme", {"first_name": "Cem", "last_name": "Oz"}
    )
    row = contacts.create_at(
        session, bob, event_id, "Acme",
        {"first_name": "Ann", "last_name": "Lee", "department": "  Yard   operations "},
    )
    seen["form"] = row.department
    seen["too long"] = ""
    try:
        contacts.update(session, bob, row.id, row.version, {"department": "x" * 101})
    except Exception as error:
        seen["too long"] = error.fields["department"]
    sent = ContactFields.model_validate({"department": "Yard"}).sent()
    seen["api"] = ContactOut.model_validate(
        contacts.update(session, bob, row.id, row.version, sent)
    ).model_dump(by_alias=True)["department"]
path = Path(sys.argv[1])
path.write_text("Name,Company,Abteilung\\nAnn Lee,Acme,Dock\\nBen Moss,Birch,Yard\\n"
    "Cem Oz,Acme,Gate\\n")
with db.session() as session:
    view = imports.upload_file(session, bob, path, path.name, ImportKind.CONTACTS, event_id)
    job_id = imports.start(session, bob, view.id).id
jobs.perform(job_id, imports.run)
def listed(**texts):
    query = ContactsQuery.model_validate({"eventId": event_id, **texts})
    from yardflow.services.records.contact_fields import CONTACT
    with db.session() as session:
        page = contacts.search(session, bob, ContactQuery(**query.parameters(CONTACT.texts)))
        return [row.name for row in page.items]
def department_of(contact_id):
    with db.session() as session:
        return contacts.get(session, bob, contact_id).department
seen["filter"] = listed(department="yard")
seen["filled in"] = department_of(empty.id)
with db.session() as session:
    job = imports.remove(session, bob, view.id)
jobs.perform(job.id, imports.undo)
seen["undone"] = listed()
seen["as before"] = [department_of(row.id), department_of(empty.id)]
with db.session() as session:
    deletion_id = contacts.delete(session, bob, row.id)
with db.session() as session:
    deletion.undo(session, bob, deletion_id)
seen["restored"] = department_of(row.id)
from yardflow.models import ExportFormat
from yardflow.services.records import export
with db.session() as session:
    asked = export.start(session, bob, ContactQuery(event_id=event_id), ExportFormat.CSV)
jobs.perform(asked.job_id, export.run)
with db.session() as session:
    seen["file"] = export.piece(session, asked.id, 0).decode("utf-8-sig")
from yardflow.pages.contacts import index, record
seen["list"] = str(index.contacts().render())
from yardflow.services.imports.normalization.normalized_row import COLUMNS
seen["columns"] = COLUMNS[ImportKind.CONTACTS]
seen["record"] = str(record.contact().render())
print(json.dumps(seen))
"""


DECLARATION = """        TextField(
            "department", "Department", 100, headers="department, Abteilung", filterable=True
        ),
"""


@pytest.fixture
def own_database(urls: servers.Urls) -> Iterator[str]:
    """The URL of a database that only this test changes."""
    url, name = make_url(urls.database_url), f"field_{uuid.uuid4().hex[:12]}"
    bare = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(bare, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def changed(tmp_path: Path) -> list[str]:
    """The files that the recipe in CONTRIBUTING names, changed in a copy of the product."""
    copy_of_product(tmp_path, "yardflow", "migrations", "actors")
    shutil.copy(ROOT / "alembic.ini", tmp_path)
    edits = {
        "yardflow/models/contact.py": ('    country: str = ""\n', '    department: str = ""\n'),
        "yardflow/services/records/contact_fields.py": (
            "    ),\n    followers=",
            DECLARATION + "    ),\n    followers=",
        ),
        "yardflow/services/records/contact_rows.py": (
            "    country: str\n",
            "    country: str\n    department: str\n",
        ),
    }
    for path, (old, new) in edits.items():
        source = (tmp_path / path).read_text()
        assert source.count(old) == 1, f"{path} holds {old!r} {source.count(old)} times"
        new = old + new if path.endswith("models/contact.py") else new
        (tmp_path / path).write_text(source.replace(old, new))
    migration = "migrations/versions/9000_departments.py"
    (tmp_path / migration).write_text(MIGRATION.format(head=migrations.head()))
    return [*edits, migration]


@pytest.mark.heavy
def test_a_text_of_contacts_is_its_column_and_a_declaration(
    own_database: str, changed: list[str], tmp_path: Path
):
    done = subprocess.run(
        [sys.executable, "-c", USE, str(tmp_path / "list.csv")],
        cwd=tmp_path,
        env=os.environ | {"DATABASE_URL": own_database},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["form"] == "Yard operations"
    assert seen["too long"] == "Enter at most 100 characters."
    assert seen["api"] == "Yard"
    assert seen["filter"] == ["Ann Lee", "Ben Moss"]
    assert seen["filled in"] == "Gate"
    assert seen["undone"] == ["Ann Lee", "Cem Oz"]
    assert seen["as before"] == ["Yard", ""] and seen["restored"] == "Yard"
    rows = csv.DictReader(seen["file"].splitlines())
    assert [row["Department"] for row in rows] == ["Yard", ""]
    # The column and the filter of the list, and the row of the record's form.
    assert seen["list"].count("Department") >= 2
    assert re.search(r'row\w*\??\.?\["texts"\]\??\.?\["department"\]', seen["list"])
    assert "Edit department" in seen["record"]
    # Rows that were imported before are still read by the positions of then.
    assert seen["columns"] == [*COLUMNS[ImportKind.CONTACTS], "department"]
    assert len(changed) == 4
