"""How right guessed addresses are, and how far their confidence can be believed, on the project's
own labelled lists and on one made from a seed, by the pure functions alone.

The held-out list was never looked at while the rules and their confidences were made. The whole
path, with jobs, providers and the database, is `evaluation`.
"""

from pathlib import Path

from bench import grading, labelled_list
from bench.figures import Figure
from bench.grading import Graded
from bench.invented_companies import OTHER, invented
from bench.labelled_list import Person
from bench.labelled_people import companies
from yardflow.services.enrichment.providers.email_pattern.addresses import mail_domain
from yardflow.services.enrichment.providers.email_pattern.patterns import guess, learn
from yardflow.services.enrichment.providers.protocol import Evidence, RealAddress

FOLDER = Path(__file__).parent / "labelled"
LISTS = {
    "": FOLDER / "email_patterns.csv",
    " (held out)": FOLDER / "email_patterns_held_out.csv",
}


# Not the seed that the confidences were fitted on, which had the usual habits.
SEED, COMPANIES = 2, 250
SEED_OF_OTHERS, OTHERS = 4, 500


def measure() -> list[Figure]:
    lists = {name: labelled_list.read(path) for name, path in LISTS.items()}
    lists[" (made from a seed)"] = invented(SEED, COMPANIES)
    lists[" (companies of other habits)"] = invented(SEED_OF_OTHERS, OTHERS, OTHER)
    return [figure for name, people in lists.items() for figure in _figures(name, people)]


def _figures(name: str, people: list[Person]) -> list[Figure]:
    marks = graded(people)
    target = grading.email_target(marks, sum(not person.known for person in people))
    off = grading.summed_up(marks)["error"] or 0.0
    goal = f"value >= {target['goal']}"
    return [
        Figure(f"Sure addresses right{name}", target["accuracy"] or 0.0, "share", goal=goal),
        Figure(
            f"People with a sure address{name}", target["coverage"], "share", goal="value >= 0.5"
        ),
        Figure(f"Confidence of addresses is off by{name}", off, "share", goal="value <= 0.1"),
    ]


def graded(people: list[Person]) -> list[Graded]:
    """Every address that is guessed for somebody who is not known, beside the truth."""
    return [mark for rows in companies(people) for mark in _at_one_company(rows)]


def _at_one_company(rows: list[Person]) -> list[Graded]:
    known = [
        RealAddress(person.first_name, person.last_name, person.email)
        for person in rows
        if person.known and person.email
    ]
    domain = mail_domain(
        next((person.domain for person in rows if person.domain), ""),
        [person.email for person in known],
    )
    patterns = learn(domain, Evidence(tuple(known))) if domain else []
    return [
        Graded(
            "email",
            address.confidence,
            grading.is_right("email", address.email, person.email),
            rank,
        )
        for person in rows
        if not person.known
        for rank, address in enumerate(
            guess(
                person.first_name,
                person.last_name,
                domain,
                patterns,
                {real.email for real in known},
            )
        )
    ]
