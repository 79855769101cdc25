"""The words of ``docs/glossary.md`` in what people read and in what the code calls things."""

from pathlib import Path

from tests.fixtures.programs import description
from tests.fixtures.rows import each_row
from tests.words import glossary, sources

ROOMS = sources.rooms("yardflow", "actors")
# Tests name rows and answers as they come; they only hold to the words that are gone for good.
ASIDE = sources.rooms("tests", "bench")
EVERYWHERE = {**ROOMS, **ASIDE, **sources.documents()}


@each_row("room", ROOMS)
def test_what_people_read_is_in_the_words_of_the_glossary(room: str):
    wrong = [
        f"{said.place}: {said.text!r}: {word}"
        for path in ROOMS[room]
        for said in sources.texts(path)
        for word in glossary.wrong_words(said.text, "texts", "interface")
    ]
    assert not wrong, "\n".join(wrong)


@each_row("room", ROOMS)
def test_a_count_is_right_for_one(room: str):
    wrong = [f"{said.place}: {said.text!r}" for p in ROOMS[room] for said in sources.uneven(p)]
    assert not wrong, "\n".join(wrong)


@each_row("room", [*ROOMS, *ASIDE])
def test_things_are_called_by_their_names(room: str):
    wrong = [
        f"{said.place}: {said.text}: {word}"
        for path in EVERYWHERE[room]
        if room in ROOMS or glossary.may_name_wrongly(sources.source(path))
        for said in sources.names(path)
        for word in glossary.wrong_names(said.text, whole=room in ROOMS)
    ]
    assert not wrong, "\n".join(wrong)


@each_row("room", EVERYWHERE)
def test_comments_and_documents_have_no_word_that_is_gone(room: str):
    wrong = [
        f"{said.place}: {word}"
        for path in EVERYWHERE[room]
        if glossary.may_remark_wrongly(sources.source(path))
        for said in sources.remarks(path)
        for word in glossary.wrong_words(said.text, "remarks")
    ]
    assert not wrong, "\n".join(wrong)


def test_the_api_describes_itself_in_the_words_of_the_glossary():
    said = {said.text: said for said in sources.described(description())}.values()
    wrong = [
        f"{sentence.place}: {sentence.text!r}: {word}"
        for sentence in said
        for word in glossary.wrong_words(sentence.text, "texts")
    ]
    assert not wrong, "\n".join(wrong)


def test_the_fields_and_values_of_the_api_are_called_by_their_names():
    wrong = [
        f"{said.place}: {word}"
        for said in sources.named(description())
        for word in glossary.wrong_names(said.text, whole=True)
    ]
    assert not wrong, "\n".join(wrong)


@each_row(
    ("text", "right"),
    [
        ("Nobody knows", False),
        ("NOBODY'S", False),
        ("Somebodyish", True),
        ("Taken\n  back by Ann", False),
        ("Double-click a cell", True),
        ("Double-click a double", False),
        ("A bulk run is done", True),
        ("Enrich in bulk", True),
        ("The bulk is done", False),
    ],
)
def test_a_word_counts_where_it_is_a_word_of_its_own(text: str, right: bool):
    assert (glossary.wrong_words(text, "texts") == []) is right


@each_row(
    ("name", "right"),
    [
        ("unsettledUsd", False),
        ("SET_ASIDE", False),
        ("setAsideRows", False),
        ("doubled_rows", False),
        ("mendable", True),
        ("told", False),
        ("told_at", True),
    ],
)
def test_a_name_is_read_by_its_parts(name: str, right: bool):
    assert (glossary.wrong_names(name, whole=True) == []) is right


@each_row("name", ["unsettledUsd", "SET_ASIDE", "setAsideRows", "doubled_rows"])
def test_a_file_that_holds_a_wrong_name_is_read(name: str):
    assert glossary.may_name_wrongly(f"def of(rows):\n    {name} = rows\n")


@each_row("remark", ["# a lane", '"""Two\\nlanes."""', "# LANES,", "a purse"])
def test_a_file_that_remarks_with_a_word_that_is_gone_is_read(remark: str):
    assert glossary.may_remark_wrongly(f"def of(rows):\n    {remark}\n    return rows\n")


def test_a_file_without_a_wrong_word_is_not_read():
    source = '"""Rows of a plan."""\nasset, aside = 1, 2\n'
    assert not glossary.may_name_wrongly(source) and not glossary.may_remark_wrongly(source)


def test_every_row_of_the_glossary_says_where_it_holds():
    rows = glossary.table()
    assert len(rows) > 40
    assert all(row.words and row.instead and row.scopes for row in rows)
    assert {scope for row in rows for scope in row.scopes} == glossary.SCOPES


def test_texts_are_found_and_docstrings_logs_and_classes_are_not(tmp_path: Path):
    source = tmp_path / "page.py"
    source.write_text('''
"""A docstring of somebody."""
log.warning("nobody reads this")
rx.text("Told anew", class_name="lane double")
raise Invalid(f"{name} is there already")
f"{count} rows", f"{MOST} rows"
"1 row" if count == 1 else f"{count} rows"
rx.text(count, " contacts")
session.execute(text("SELECT double FROM lane"))
''')
    assert [said.text for said in sources.texts(str(source))] == [
        "Told anew",
        "{} is there already",
        "{} rows",
        "{} rows",
        "1 row",
        "{} rows",
        " contacts",
    ]
    assert [said.text for said in sources.uneven(str(source))] == ["{} rows", "{} contacts"]
