"""Columns of middle names and of what stands before a last name are joined into the name."""

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind
from yardflow.services.imports.columns.meanings import known_as
from yardflow.services.imports.normalization.name_parts import joined
from yardflow.services.imports.normalization.normalized_row import COLUMNS, RowNormalizer
from yardflow.services.imports.normalization.parser import RowParser


@each_row(
    ("parts", "name"),
    [
        (("Jan", "Berg", "", "van der"), ("Jan", "van der Berg")),
        (("Jan", "Berg", "Pieter", "van der"), ("Jan Pieter", "van der Berg")),
        (("Jan", "Berg", "van der", ""), ("Jan", "van der Berg")),  # in the wrong column
        (("Jan", "Berg", "Van Der", ""), ("Jan", "Van Der Berg")),
        (("Mary", "Jones", "Della", ""), ("Mary Della", "Jones")),
        (("Ann", "Lee", "Mac", ""), ("Ann Mac", "Lee")),
        (("Jan", "van der Berg", "", "van der"), ("Jan", "van der Berg")),
        (("Jan", "Van Der Berg", "", "van der"), ("Jan", "Van Der Berg")),
        (("Jan Pieter", "Berg", "Pieter", ""), ("Jan Pieter", "Berg")),
        (("Ann M.", "Lee", "M", ""), ("Ann M.", "Lee")),
        (("Ann", "Lee", "M.", ""), ("Ann M.", "Lee")),
        (("María", "García", "José", ""), ("María José", "García")),
        (("Jan", "Berg", "", ""), ("Jan", "Berg")),
        (("", "Berg", "", "van"), ("", "van Berg")),
        (("Vanessa", "Vandenberg", "", "van"), ("Vanessa", "van Vandenberg")),
        (("Анна", "Иванова", "Петровна", ""), ("Анна Петровна", "Иванова")),
    ],
)
def test_parts_of_a_name_are_joined(parts, name):
    assert joined(*parts) == name


@each_row(
    ("headers", "field"),
    [
        (
            "Middle Name|Middle Initial|Additional Name|zweiter Vorname|Weitere Vornamen|"
            "Mittelname|"
            "Deuxième prénom|Segundo nombre|Secondo nome|Nome do meio|Tweede voornaam|Drugie imię|"
            "Mellomnavn|Mellannamn|Toinen etunimi|Отчество|ミドルネーム|attendee_middle_name",
            "middle_name",
        ),
        (
            "Tussenvoegsel|tussenvoegsels|Voorvoegsel|Last Name Prefix|Surname prefix|Infix|"
            "Namensvorsatz|Vorsatzwort|Particule|Partícula|Particella",
            "last_name_prefix",
        ),
        ("Prefix|Name Prefix|Suffix|Segundo apellido", ""),  # a form of address, mostly
    ],
)
def test_their_headers_are_known(headers, field):
    for header in headers.split("|"):
        known = known_as(header, ImportKind.CONTACTS)
        assert (known.name if known and known.name != "notes" else "") == field, header


@each_row(
    ("fields", "cells", "name"),
    [
        (
            "first_name middle_name last_name",
            "Dr. Jan|Pieter|Berg, PhD",
            "Jan Pieter|Berg|jan pieter berg",
        ),
        (
            "first_name last_name_prefix last_name",
            "Jan|van der|Berg",
            "Jan|van der Berg|jan van der berg",
        ),
        ("name last_name_prefix", "Jan Berg|van der", "Jan|van der Berg|jan van der berg"),
        ("name middle_name", "Jan Pieter Berg|Pieter", "Jan Pieter|Berg|jan pieter berg"),
        ("first_name middle_name last_name", "Jan|-|Berg", "Jan|Berg|jan berg"),
    ],
)
def test_a_row_has_the_whole_name(fields, cells, name):
    names = [*fields.split(), "company"]
    parser = RowParser(ImportKind.CONTACTS, names, dict(enumerate(names)))
    values, problems, kept = RowNormalizer(ImportKind.CONTACTS, parser).normalize(
        [*cells.split("|"), "Acme"]
    )
    assert (problems, kept) == (None, 0)
    at = [
        COLUMNS[ImportKind.CONTACTS].index(part) for part in ("first_name", "last_name", "name_key")
    ]
    assert "|".join(values[position] for position in at) == name


def test_a_name_too_long_with_its_parts_is_said():
    names = ["first_name", "middle_name", "last_name", "company"]
    parser = RowParser(ImportKind.CONTACTS, names, dict(enumerate(names)))
    normalizer = RowNormalizer(ImportKind.CONTACTS, parser)
    _, problems, _ = normalizer.normalize(["a" * 60, "b" * 50, "c", "Acme"])
    assert "at most 100" in problems["row"]
