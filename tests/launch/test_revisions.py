"""Whether a database is up to date, as a start asks."""

from sqlalchemy import make_url, text

from yardflow import db, migrations
from yardflow.launch import revisions


def test_the_newest_revision_is_that_of_alembic() -> None:
    assert revisions.heads() == [migrations.head()]


def test_a_migrated_database_is_current(urls) -> None:
    assert revisions.is_current(urls.database_url)


def test_a_database_without_any_revision_is_not(urls) -> None:
    empty = make_url(urls.database_url).set(database="postgres")
    assert not revisions.is_current(empty.render_as_string(hide_password=False))


def test_a_database_at_another_revision_is_not(urls, database) -> None:
    with db.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        assert not revisions.is_current(urls.database_url)
    finally:
        with db.session() as session:
            query = text("UPDATE alembic_version SET version_num = :head")
            session.execute(query, {"head": migrations.head()})
