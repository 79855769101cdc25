"""Whether the database has the shape that this code expects, and giving it that shape."""

import sys
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from yardflow import log
from yardflow.config import SettingsError

ROOT = Path(__file__).resolve().parent.parent


def alembic_config() -> Config:
    """Alembic's settings, whatever folder the process was started in."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


@cache
def head() -> str:
    """The newest revision in the code."""
    revision = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert revision is not None
    return revision


def current(connection: Connection) -> str | None:
    """The revision the database is at; None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(revision: str = "head") -> None:
    """Brings the database up to date. Two at once take turns; a second time does nothing."""
    command.upgrade(alembic_config(), revision)


if __name__ == "__main__":
    try:
        log.configure()  # a migration may say what it did, as one that merges records
        upgrade()
    except SettingsError as error:
        sys.exit(str(error))
