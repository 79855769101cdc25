"""Where no record has the words of a search, names that have them inside, or almost, are shown."""

import runpy
from dataclasses import replace
from io import StringIO

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from tests.fixtures.records import company
from yardflow import clock, db, migrations
from yardflow.errors import Contradictory
from yardflow.models import RecordKind
from yardflow.services.enrichment.bulk.selection import BulkSelection
from yardflow.services.enrichment.bulk.selection import selected as selected_for_bulk
from yardflow.services.records import accounts, contacts, deletion
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.contacts import ContactQuery
from yardflow.services.records.export.selection import ExportSelection
from yardflow.services.records.lists import similar_words
from yardflow.services.records.selection import Selection, selected

pytestmark = pytest.mark.usefixtures("database")

PEOPLE = (
    *("Piotr Kowalski", "Jörg Müller", "Pat O’Neil", "Ann Goldberg", "Wei Chen", "John Smith"),
    *("阿布都拉", "さくら太郎", "뚱민수", "ガブリエル", "Иван Петров", "محمد علي"),
    "Zoë D'Angelo-Fox",
)


@pytest.fixture
def similar(session, bob, techexpo, works_at):
    """``similar("ann")``: the names that are shown as similar, at the event as among all."""
    railway = company(session, techexpo, "Nordwind Eisenbahn")
    for name in PEOPLE:
        works_at(railway, name)

    def search(typed: str) -> list[str]:
        pages = [
            contacts.search(session, bob, ContactQuery(q=typed, event_id=event_id))
            for event_id in (None, techexpo.id)
        ]
        names = [[row.name for row in page.items] for page in pages]
        assert names[0] == names[1], typed
        assert {page.similar for page in pages} == {bool(names[0])}, typed
        return names[0]

    return search


FINDS = {
    "Piotr Kowalski": (
        *("kowalsky", "kovalski", "kowaski", "kowallski", "kwoalski", "owalski", "walsk"),
        *("pitor", "poitr kowalski", "piotr kowlaski", "KOWASLKI"),
    ),
    "Jörg Müller": ("mulelr", "Meuller", "mülelr", "müllre", "jögr", "uller", "jorg mulelr"),
    "Pat O’Neil": ("o'niel", "oniel", "O’Nell", "oneill", "pat o'niel"),
    "Ann Goldberg": ("berg", "Ann dberg", "goldbreg"),
    "John Smith": ("jhon", "smiht", "smtih", "mith", "jonh smith"),
    "阿布都拉": ("布都",),
    "さくら太郎": ("太郎", "くら太郎"),
    "뚱민수": ("민수",),
    "ガブリエル": ("リエル", "フリ"),
    "Иван Петров": ("етров", "Перт", "Петорв"),
    "Zoë D'Angelo-Fox": ("dangleo", "zoe d'anglo", "ngelo"),
}


def test_what_is_inside_a_name_or_almost_one_is_found(similar):
    for name, searches in FINDS.items():
        for typed in searches:
            assert similar(typed) == [name], typed


def test_what_is_similar_is_so_where_each_statement_stands_alone(session, bob, similar):
    assert similar("kowsky") == ["Piotr Kowalski"]
    session.commit()
    with db.session(autocommit=True) as alone:
        page = contacts.search(alone, bob, ContactQuery(q="kowsky"))
    assert [row.name for row in page.items] == ["Piotr Kowalski"]


def test_a_company_is_found_so_too_and_brings_its_contacts(session, bob, techexpo, similar):
    for typed in ("nordwnid", "eisenbanh", "bahn"):
        assert len(similar(typed)) == len(PEOPLE), typed
        for event_id in (None, techexpo.id):
            page = accounts.search(session, bob, AccountQuery(q=typed, event_id=event_id))
            assert page.similar and [row.name for row in page.items] == ["Nordwind Eisenbahn"]
    assert similar("kowalsky nordwnid") == ["Piotr Kowalski"]


NOTHING = (
    *("%", "_", "%%%%", "___", "\\", "'", "k%i", "\u200b", "()", ":*", "&|!", "\U0001f31f"),
    *("wl", "kx", "im", "明", "0", "4711", "+49 171 1234567", "415 555 0100", "2027"),
    *("qqqqq", "xylophone", "aaaa", "kowalski%' OR '1'='1", "kowalsky qqqqq"),
)


def test_signs_numbers_and_very_few_letters_are_similar_to_nothing(session, bob, similar):
    for typed in NOTHING:
        page = contacts.search(session, bob, ContactQuery(q=typed))
        assert (page.similar, page.total) == (False, 0), typed
    for typed in ("", " "):
        page = contacts.search(session, bob, ContactQuery(q=typed))
        assert (page.similar, page.total) == (False, len(PEOPLE)), typed


def test_what_is_there_is_never_beside_what_is_similar(session, bob, similar, acme, works_at):
    assert similar("kowalsky") == ["Piotr Kowalski"]
    works_at(acme, "Eva Kowalsky")
    page = contacts.search(session, bob, ContactQuery(q="kowalsky"))
    assert not page.similar and [row.name for row in page.items] == ["Eva Kowalsky"]


def test_a_long_text_is_looked_at_in_part(similar):
    assert similar("kowalsky" + " " * 200 + "x" * 1_000_000) == ["Piotr Kowalski"]
    assert similar("x" * 1_000_000) == []


def test_count_pages_selection_export_and_bulk_runs_are_about_the_same(
    session, bob, techexpo, works_at, acme
):
    people = [works_at(acme, f"{name} Kowalski") for name in ("Ann", "Eva", "Piotr")]
    for event_id in (None, techexpo.id):
        query = ContactQuery(q="kowalsky", event_id=event_id, limit=2)
        first = contacts.search(session, bob, query)
        assert first.similar and first.total == 3 and first.next
        second = contacts.search(session, bob, replace(query, cursor=first.next))
        assert second.similar and second.start == 3
        assert [row.id for row in (*first.items, *second.items)] == people
        for chosen in (replace(query, similar=True), query):
            ids = people if chosen.similar else []
            assert all(found == ids for found in chosen_by(session, bob, chosen)), chosen


def chosen_by(session, bob, query):
    """The contacts that a change, an export and a bulk run of a list are about."""
    filters = {"q": query.q, "event_id": query.event_id, "similar": query.similar}
    statements = (
        (selected(session, bob, Selection(RecordKind.CONTACT, query=query)), 0),
        (ExportSelection(query).places(session, bob), 1),
        (selected_for_bulk(session, bob, BulkSelection(filter=filters)), 0),
    )
    return [sorted(row[place] for row in session.execute(each)) for each, place in statements]


def test_what_is_changed_or_paid_for_was_in_sight(session, bob, works_at, acme):
    """ "All" of a list that showed similar names is never what matches exactly by now."""
    ann = works_at(acme, "Ann Kowalski")
    shown = ContactQuery(q="kowalsky", similar=True)
    assert chosen_by(session, bob, shown) == [[ann]] * 3
    assert chosen_by(session, bob, replace(shown, q=" ")) == [[ann]] * 3
    works_at(acme, "Eva Kowalsky")
    with pytest.raises(Contradictory, match="exact match now"):
        chosen_by(session, bob, shown)
    company_query = AccountQuery(q="acne")
    for query, names in ((company_query, []), (replace(company_query, similar=True), [acme.id])):
        among = selected(session, bob, Selection(RecordKind.ACCOUNT, query=query))
        assert session.execute(among).scalars().all() == names


def test_filters_hold_for_what_is_similar(session, bob, similar, acme, works_at):
    works_at(acme, "Ann Kowalska", country="Poland")
    query = ContactQuery(q="kowalksa", texts={"country": "Poland"})
    assert [row.name for row in contacts.search(session, bob, query).items] == ["Ann Kowalska"]
    assert (
        contacts.search(session, bob, ContactQuery(q="kowalksa", texts={"country": "Chad"})).total
        == 0
    )


def test_a_word_that_names_have_stays_beside_one_that_none_has(session, bob, acme, works_at):
    for name in ("Maria Zimmermann", "Marta Zimmermann", "Marta Fox"):
        works_at(acme, name)
    for typed, names in (
        ("maria zimmremann", ["Maria Zimmermann"]),
        ("maria fox", ["Marta Fox"]),  # names have both, but none has them together
        ("maria", ["Maria Zimmermann"]),
    ):
        page = contacts.search(session, bob, ContactQuery(q=typed))
        assert [row.name for row in page.items] == names, typed


def test_a_new_name_is_similar_at_once(session, bob, acme, works_at):
    ann = works_at(acme, "Ann Lee")
    contacts.update(session, bob, ann, None, {"last_name": "Zimmermann"})
    accounts.update(session, bob, acme.id, None, {"name": "Hansewerft"})
    for typed in ("zimmremann", "hansewreft"):
        assert contacts.search(session, bob, ContactQuery(q=typed)).similar


def test_words_that_no_record_has_anymore_are_forgotten_with_their_deletion(
    session, bob, acme, works_at
):
    works_at(acme, "Ann Zimmermann")
    deletion.delete(session, bob, RecordKind.CONTACT, [works_at(acme, "Bob Zimmermann")])
    session.commit()
    assert _words(session) == {"acme", "ann", "bob", "zimmermann"}
    with clock.at(clock.now() + deletion.KEPT_FOR), db.session() as purging:
        deletion.purge(purging)
    assert _words(session) == {"acme", "ann", "zimmermann"}


def test_no_word_is_forgotten_while_someone_adds_names(session, bob, acme, works_at):
    ann = works_at(acme, "Ann Lee")
    session.execute(text("INSERT INTO name_word (word) VALUES ('zimmermann')"))
    session.commit()
    with db.session() as adding:
        contacts.update(adding, bob, ann, None, {"last_name": "Zimmermann"})
        similar_words.forget(session, ["ann lee", "bob zimmermann"])
        session.commit()
    assert "zimmermann" in _words(session) and "lee" in _words(session)
    session.rollback()
    similar_words.forget(session, ["ann lee", "bob zimmermann"])
    assert "zimmermann" in _words(session) and "lee" not in _words(session)


def test_no_one_waits_while_nothing_is_forgotten(session, acme, works_at):
    """A purge keeps nobody from adding names where all its words are still used, and looks at no
    others than these.
    """
    works_at(acme, "Ann Zimmermann")
    session.execute(text("INSERT INTO name_word (word) VALUES ('schmidt')"))
    session.commit()
    similar_words.forget(session, ["ann zimmermann"])
    locked = text("SELECT mode FROM pg_locks WHERE relation = 'name_word'::regclass")
    assert "ShareRowExclusiveLock" not in session.execute(locked).scalars().all()
    assert "schmidt" in _words(session)


def test_words_that_have_just_come_are_looked_up_by_their_index(session):
    """Where they waited to be sorted in, the planner took reading all words for the cheaper way."""
    words = "SELECT md5(CAST(n AS text)) FROM generate_series(1, 5000) n"
    session.execute(text(f"INSERT INTO name_word (word) {words}"))
    plan = session.execute(text("EXPLAIN SELECT word FROM name_word WHERE 'karimo' <% word"))
    assert "ix_name_word_similar" in "\n".join(plan.scalars())


def test_words_are_read_when_no_name_is_added_without_its_words():
    path = migrations.ROOT / "migrations/versions/0018_similar_words.py"
    written = StringIO()
    options = {"as_sql": True, "output_buffer": written}
    with Operations.context(MigrationContext.configure(dialect_name="postgresql", opts=options)):
        runpy.run_path(str(path))["upgrade"]()
    read = written.getvalue().index("SELECT name_key FROM account")
    assert 0 < written.getvalue().rindex("CREATE TRIGGER") < read


def _words(session) -> set[str]:
    return set(session.execute(text("SELECT word FROM name_word")).scalars())
