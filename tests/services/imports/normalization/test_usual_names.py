"""What is seen at a glance is what a close look says."""

from hypothesis import given
from hypothesis import strategies as st

from yardflow.services.imports.cells.fillers import NOTHING_IN_NAMES
from yardflow.services.imports.normalization.footers import is_said_of_a_list
from yardflow.services.imports.normalization.placeholder_names import is_placeholder
from yardflow.services.imports.normalization.usual_names import is_usual
from yardflow.services.records.names.asides import is_no_name
from yardflow.services.records.values import placeholders
from yardflow.services.records.values.places import is_city_with_country

OF_NOBODY = " ".join(
    [
        *(placeholders.WORDS.replace(",", " "), placeholders.NO_NAMES, placeholders.DOUBTFUL),
        *(placeholders.KINDS, placeholders.UNKNOWN, placeholders.SALUTATIONS, placeholders.SUMS),
        *(placeholders.TESTS, *placeholders.NOBODYS_NAMES),
        "Generated Page Report Open To Work Hiring Hamburg Germany Austin Texas São Paulo Brasil",
    ]
).split()
NAMES = [
    "Ann",
    "Lee",
    "Jörg",
    "Müller",
    "Łukasz",
    "Иван",
    "Παπαδόπουλος",
    "Mary-Kate",
    "O'Brien",
    "Na",
    "Nan",
    "Aaa",
]
WORDS = st.sampled_from(OF_NOBODY + NAMES * 20)


@given(st.lists(WORDS, min_size=1, max_size=3).map(lambda words: " ".join(words).title()))
def test_a_usual_name_is_no_placeholder_place_total_or_slogan(name: str):
    if is_usual(name):
        assert not is_placeholder(name)
        assert not is_city_with_country(name)
        assert not is_said_of_a_list(name)
        assert not is_no_name(name)
        assert name not in NOTHING_IN_NAMES


def test_names_of_people_are_usual():
    assert all(map(is_usual, ("Ann Lee", "Jörg Müller", "Łukasz Wąsik", "Иван Петров")))
