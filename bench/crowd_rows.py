"""The rows of a crowd, made from numbers and chance: the same ones each time."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from yardflow.models import AttendeeStatus, EmailStatus, Stage
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.values.normalize import folded, name_key
from yardflow.services.records.values.personas import personas_of
from yardflow.services.records.values.seniority import seniority_of


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# The words at the front are the usual ones.
FIRST = _words(
    "Maria James Anna Michael José John David Laura Daniel Sarah Robert Mohammed Thomas Emma"
    " Christian Julia Wei Peter Priya Andreas Elena Carlos Sophie Lukas Marta Kevin Zoë André"
    " Ingrid Hiroshi Łukasz Søren Noémie Björn Chloé Jürgen Fatima Olga Renée Ștefan Željko"
    " Aoife Siobhán Gökhan Þóra Kateřina Raúl Mónica Tomáš Zuzana Anaïs Håkon"
)
LAST = _words(
    "Smith García Müller Johnson Lee Nguyen Rossi Martin Kim Silva Jones Wang Brown Schmidt"
    " Singh López Kowalski Dubois Hansen Tanaka Novák Jensen Peeters Ivanov Costa Öztürk"
    " Åkesson Sánchez Fernández Muñoz Lefèvre Jäger Sørensen Gómez Núñez Groß Popescu Horváth"
    " Željković Çelik O'Brien Smith-Jones Castañeda Ørsted Þórsson Nakamura Okafor Haddad"
)
SYLLABLES = _words("ka mo ri ta be lo shi na ver don mar el wen ost hol gra fin ber sto lin")
COMPANIES = _words("Harbor North Blue Summit Iron Cedar Global Metro Prime Delta Rhein Côte Nova")
TRADES = _words("Freight Logistics Foods Steel Retail Paper Cargo Chemicals Électrique Textiles")
LEVELS = (
    "Manager", "Director", "VP", "Head of", "Chief", "Coordinator", "Senior Manager",
    "Analyst"
)  # fmt: skip
AREAS = (
    "Supply Chain", "Yard Operations", "Procurement", "Sales", "IT", "Transportation",
    "Finance"
)  # fmt: skip
SIZES = ("", "1-50", "51-200", "201-1000", "1001-5000", "5001+")
COUNTRIES = ("United States", "Germany", "France", "Mexico", "Poland", "Japan", "")

_BETWEEN = [1 / place for place in range(2, 20)]
# The first event has a fifth of all people, the last one a five hundredth.
EVENT_SHARES = [0.2, *(0.798 * each / sum(_BETWEEN) for each in _BETWEEN), 0.002]
AT_HOME, AT_A_SECOND = 0.75, 0.1  # met where their account is; met at a second event too
ENRICHED = 0.3
SHARED = "shared"
ADDRESSES = {
    EmailStatus.NONE: 24,
    SHARED: 2,
    EmailStatus.GIVEN: 45,
    EmailStatus.GUESSED: 18,
    EmailStatus.VERIFIED: 10,
    EmailStatus.BOUNCED: 1,
}
STAGES = dict(zip(Stage, (60, 18, 9, 6, 3, 2, 2), strict=True))
STATUSES = dict(zip(AttendeeStatus, (70, 14, 9, 5, 2), strict=True))
_START, _DAYS = datetime(2024, 1, 8, 9, tzinfo=UTC), 1_000


class Rows:
    """All rows of a crowd, table by table; each kind is asked for once, in this order.

    ``first_account`` and ``first_contact`` are the ids to begin with. A third of the records has no
    owner, and the first owners have most of the others.
    """

    def __init__(
        self,
        contacts: int,
        accounts: int,
        events: Sequence[int],
        owners: Sequence[int],
        first_account: int,
        first_contact: int,
    ) -> None:
        self._chance = random.Random(9)
        self._events, self._owners = events, [None, *owners]
        self._first_account, self._first_contact = first_account, first_contact
        self._owner_weights = [1.5, *(1 / place for place in range(1, len(owners) + 1))]
        self._homes = self._chance.choices(events, EVENT_SHARES, k=accounts)
        # As they come in: one event's list after the other.
        self._met = sorted(self._meeting(accounts) for _ in range(contacts))

    def accounts(self) -> Iterator[tuple[Any, ...]]:
        """In the order of ``COPY account`` in `crowd`."""
        for n in range(len(self._homes)):
            name, domain, at = _company(n), _domain(n), self._moment()
            owner, score = self._owner(), int(100 * self._chance.random() ** 1.5)
            yield (
                self._first_account + n, name, company_key(name), domain, f"https://{domain}",
                TRADES[n % len(TRADES)], self._chance.choice(SIZES),
                self._chance.choice(COUNTRIES), owner, score, at, at,
            )  # fmt: skip

    def contacts(self) -> Iterator[tuple[Any, ...]]:
        """In the order of ``COPY contact`` in `crowd`."""
        seen = set[int]()
        for n, (_, employer) in enumerate(self._met):
            first, last, title = self._usual(FIRST), self._last(), self._title()
            key = name_key(f"{first} {last}")
            local, kind = key, self._one_of(ADDRESSES)
            if hash((employer, key)) in seen:  # a namesake is told apart by an address
                local, kind = f"{key} {n}", EmailStatus.GIVEN
            seen.add(hash((employer, key)))
            email, status = _address(local, kind, _domain(employer))
            at = self._moment()
            enriched_at = at if self._chance.random() < ENRICHED else None
            yield (
                self._first_contact + n, self._first_account + employer, first, last, key, title,
                *_role(title), email, status, kind == SHARED, "", "",
                self._chance.choice(COUNTRIES), self._owner(), enriched_at, at, at,
            )  # fmt: skip

    def memberships(self) -> Iterator[tuple[Any, ...]]:
        """Event, account, contact, the account's stage, the contact's status, and since when."""
        for n, (event, employer) in enumerate(self._met):
            at = {event, self._event()} if self._chance.random() < AT_A_SECOND else {event}
            for each in sorted(at):
                account, contact = self._first_account + employer, self._first_contact + n
                stage, status = self._one_of(STAGES), self._one_of(STATUSES)
                yield each, account, contact, stage, status, self._moment()

    def _meeting(self, accounts: int) -> tuple[int, int]:
        """Event and account of a person. Squared, so that the first account has thousands."""
        employer = int(accounts * self._chance.random() ** 2)
        at_home = self._chance.random() < AT_HOME
        return self._homes[employer] if at_home else self._event(), employer

    def _usual(self, words: Sequence[str]) -> str:
        return words[int(len(words) * self._chance.random() ** 2)]

    def _last(self) -> str:
        """Half are of a few hundred families, the others of some of 8,000."""
        if self._chance.random() < 0.5:
            return self._usual(LAST)
        return "".join(self._chance.choices(SYLLABLES, k=3)).title()

    def _title(self) -> str:
        return f"{self._usual(LEVELS)} {self._usual(AREAS)}"

    def _event(self) -> int:
        return self._chance.choices(self._events, EVENT_SHARES)[0]

    def _owner(self) -> int | None:
        return self._chance.choices(self._owners, self._owner_weights)[0]

    def _one_of(self, shares: dict[Any, int]) -> Any:
        return self._chance.choices(list(shares), list(shares.values()))[0]

    def _moment(self) -> datetime:
        return _START + timedelta(seconds=int(_DAYS * 86_400 * self._chance.random()))


def _company(n: int) -> str:
    return f"{COMPANIES[n % 13]} {TRADES[n // 13 % 10]} {n // 130 + 1}, Inc."


def _domain(n: int) -> str:
    return f"{folded(COMPANIES[n % 13])}-{folded(TRADES[n // 13 % 10])}{n // 130 + 1}.example"


def _address(local: str, kind: str, domain: str) -> tuple[str | None, EmailStatus]:
    if kind == EmailStatus.NONE:
        return None, EmailStatus.NONE
    if kind == SHARED:
        return f"info@{domain}", EmailStatus.GIVEN
    return f"{local.replace(' ', '.')}@{domain}", EmailStatus(kind)


@cache
def _role(title: str) -> tuple[list[str], str | None]:
    return [persona.value for persona in personas_of(title)], seniority_of(title)
