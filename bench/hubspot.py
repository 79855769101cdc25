"""The merge of both sides of a contact: records a second, some of which differ in a field or two.

The floor is a loop that only compares the texts of both sides.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bench.figures import Figure
from tests.fixtures.hubspot_mapping import CONTACT, OWNERS, PROPERTIES
from yardflow.services.hubspot.mapping.defaults import DEFAULTS
from yardflow.services.hubspot.mapping.mapped import MappedField, mapped
from yardflow.services.hubspot.merging.merge import merge
from yardflow.services.hubspot.merging.values import Evidence, Ledger, Value, Written

RECORDS, ROUNDS = 2_000, 5
_NOW = datetime(2026, 11, 29, tzinfo=UTC)
_EARLIER, _LATER = _NOW - timedelta(days=3), _NOW - timedelta(days=2)
Case = tuple[dict[str, Value], dict[str, Value], Ledger]


def measure() -> list[Figure]:
    mapping = mapped([row for row in DEFAULTS if row.record == CONTACT], PROPERTIES, OWNERS)
    cases = [_case(number) for number in range(RECORDS)]
    merged, bare = _per_second(_merges, cases, mapping), _per_second(_compares, cases, mapping)
    return [Figure("merge step", merged, "records/s", bare, "value >= 5000")]


def _case(number: int) -> Case:
    """Of four contacts, one is the same on both sides, one was changed here, one there, and one
    shows what we wrote.
    """
    texts = {
        "email": f"ann{number}@acme.com",
        "first_name": "Ann",
        "last_name": f"Lee {number}",
        "title": "Head of Operations",
        "phone": f"+1415555{number:04}",
        "mobile": "",
        "linkedin_url": f"https://linkedin.com/in/ann{number}",
        "country": "Germany",
        "owner_id": "alice@yardflow.com",
        "lawful_basis": "Consent",
        "stage": "Qualified",
        "account_id": "1001",
    }
    ours = {name: Value(text, _EARLIER, Evidence.PERSON) for name, text in texts.items()}
    theirs = {
        "email": Value(texts["email"], _EARLIER),
        "firstname": Value("Ann", _EARLIER),
        "lastname": Value(texts["last_name"], _EARLIER),
        "jobtitle": Value("Head of Operations", _EARLIER),
        "phone": Value(f"(415) 555-{number % 10_000:04}", _EARLIER),
        "mobilephone": Value(""),
        "hs_linkedin_url": Value(f"linkedin.com/in/ann{number}/", _EARLIER),
        "country": Value("DE", _EARLIER),
        "hubspot_owner_id": Value("101", _EARLIER),
        "hs_legal_basis": Value("Freely given consent from contact", _EARLIER),
        "lifecyclestage": Value("salesqualifiedlead", _EARLIER),
        "associatedcompanyid": Value("1001", _EARLIER),
    }
    ledger = Ledger()
    match number % 4:
        case 1:
            ours["title"] = Value("COO", _LATER, Evidence.PERSON)
        case 2:
            theirs["jobtitle"] = Value("COO", _LATER)
            theirs["phone"] = Value("+442079460000", _LATER)
        case 3:
            ours["title"] = Value("COO", _LATER, Evidence.PERSON)
            theirs["jobtitle"] = Value("CEO", _EARLIER)
            ledger = Ledger({"jobtitle": (Written("CEO", _EARLIER, Evidence.PERSON, _EARLIER),)})
    return ours, theirs, ledger


def _per_second(
    work: Callable[[list[Case], tuple[MappedField, ...]], None],
    cases: list[Case],
    mapping: tuple[MappedField, ...],
) -> float:
    """In a second of the processor; the best of some rounds, as others use the machine, too."""
    work(cases, mapping)
    spent = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        work(cases, mapping)
        spent.append(time.thread_time() - began)
    return len(cases) / min(spent)


def _merges(cases: list[Case], mapping: tuple[MappedField, ...]) -> None:
    for ours, theirs, ledger in cases:
        merge(ours, theirs, mapping, ledger, _NOW)


def _compares(cases: list[Case], mapping: tuple[MappedField, ...]) -> None:
    for ours, theirs, _ in cases:
        for each in mapping:
            _ = ours[each.field.name].text == theirs[each.prop.name].text
