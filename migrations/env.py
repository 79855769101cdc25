"""How Alembic reaches the database: the settings' address, or a connection handed to it."""

from alembic import context
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

import yardflow.models  # noqa: F401 - registers the tables
from yardflow import db

# Any number: two deploys that migrate at once take turns on it.
LOCK = 7214053


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with db.engine().connect() as connection:
        run(connection)
        connection.commit()
