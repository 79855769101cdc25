"""Personas and seniority are told from a title."""

from pathlib import Path

from tests.fixtures.rows import each_row
from yardflow.models import Persona, Seniority
from yardflow.services.records.values.personas import personas_of
from yardflow.services.records.values.seniority import seniority_of

TABLE = Path(__file__).with_name("titles.tsv").read_text(encoding="utf-8").splitlines()
TITLES = [line.split("\t") for line in TABLE if not line.startswith("#")]


@each_row(("title", "seniority", "personas"), TITLES)
def test_a_title_is_read_in_many_languages(title: str, seniority: str, personas: str):
    assert seniority_of(title) == (Seniority(seniority) if seniority else None)
    assert personas_of(title) == [Persona(persona) for persona in personas.split()]


@each_row(
    ("title", "personas"),
    [
        ("COO", [Persona.EXEC_OPS]),
        ("VP, Transportation and Logistics", [Persona.EXEC_OPS]),
        ("SVP & Chief Supply Chain Officer", [Persona.EXEC_OPS]),
        ("Head of NA Supply Chain", [Persona.EXEC_OPS]),
        ("CEO & Co-Founder", [Persona.EXEC_OPS]),
        ("Director of Logisitcs", [Persona.OPS]),
        ("Yard Manager", [Persona.OPS]),
        ("Director, Logistics Procurement", [Persona.OPS, Persona.PROCUREMENT]),
        ("Head of Procurement", [Persona.PROCUREMENT]),
        ("Sr. Account Executive", [Persona.SALES]),
        ("VP Sales and Operations", [Persona.EXEC_OPS, Persona.SALES]),
        ("President & CTO", [Persona.TECH]),
        ("Senior Solutions Engineer", [Persona.TECH]),
        ("Digital Marketing Manager", [Persona.NON_OPS]),
        ("Chief Financial Officer (CFO)", [Persona.NON_OPS]),
        ("VP of Sales and Marketing", [Persona.SALES]),
        ("Vice President", []),
        ("n/a", []),
        ("", []),
    ],
)
def test_personas_come_from_the_words_of_a_title(title, personas):
    assert personas_of(title) == personas


@each_row(
    ("title", "seniority"),
    [
        ("ceo", Seniority.C_LEVEL),
        ("President and CEO", Seniority.C_LEVEL),
        ("Owner / COO", Seniority.C_LEVEL),
        ("Managing Director", Seniority.C_LEVEL),
        ("EVP, Chief Supply Chain Officer", Seniority.C_LEVEL),
        ("Assistant Vice President, Consumer Products", Seniority.VP),
        ("SVP- Global Supply Chain", Seniority.VP),
        ("Head of Sales", Seniority.VP),
        ("Sr Dir. Transportation", Seniority.DIRECTOR),
        ("Account Director", Seniority.DIRECTOR),
        ("North America Fleet Sustainability Mgr", Seniority.MANAGER),
        ("Channel Partner Manager", Seniority.MANAGER),
        ("IT TEAM LEADER", Seniority.MANAGER),
        ("Executive Assistant to the CEO", Seniority.STAFF),
        ("Sr. Principal Software Engineer", Seniority.STAFF),
        ("Account Executive", Seniority.STAFF),
        ("n/a", None),
        ("", None),
    ],
)
def test_seniority_comes_from_the_highest_word_that_counts(title, seniority):
    assert seniority_of(title) == seniority
