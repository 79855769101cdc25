"""Confidence of guessed addresses can be believed: by list, with the figures of the evaluation."""

from bench import grading, guessed_addresses, labelled_list
from bench.guessed_addresses import COMPANIES, LISTS, OTHERS, SEED, SEED_OF_OTHERS
from bench.invented_companies import OTHER, invented
from tests.fixtures.rows import each_row

MADE = {
    "seed": lambda: invented(SEED, COMPANIES),
    "other habits": lambda: invented(SEED_OF_OTHERS, OTHERS, OTHER),
}


@each_row("which", [*LISTS, *MADE])
def test_confidence_can_be_believed(which):
    people = MADE[which]() if which in MADE else labelled_list.read(LISTS[which])
    marks = guessed_addresses.graded(people)
    to_guess = sum(not person.known for person in people)
    sure, all_of_them = grading.email_target(marks, to_guess), grading.summed_up(marks)
    # Of 3,500 people a share of 0.9 may be half a point less by chance alone.
    assert sure["accuracy"] >= (0.89 if which == "other habits" else 0.9)
    assert sure["coverage"] >= 0.5
    assert all_of_them["error"] <= 0.1
    assert all_of_them["band_error"] <= 0.1


def test_a_list_from_a_seed_is_always_the_same_and_has_all_kinds_of_companies():
    people = invented(SEED, 60)
    assert people == invented(SEED, 60) != invented(SEED + 1, 60)
    known = [sum(person.known for person in rows) for rows in _companies(people)]
    assert {0, 1, 2} <= set(known) and max(known) >= 7
    assert len({person.email for person in people}) == len(people)


def _companies(people):
    domains = {person.domain for person in people}
    return [[person for person in people if person.domain == domain] for domain in domains]
