"""A large labelled list that is made from a seed: invented people at invented companies.

Made without the product's rules, so that they can be measured on it. What the labelled lists are
too small for: most companies have few known addresses. The shares of the patterns are those that
providers of addresses publish for companies (first.last about half, then flast and first); how
pure companies are, and how names are written, are assumptions, on the careful side.
"""

import random
import unicodedata
from dataclasses import dataclass, field

from bench.labelled_list import Person


@dataclass(frozen=True)
class Habits:
    """How companies write addresses: how many of 100 form them so (f and l are initials), and how
    many of 100 have so many known ones.
    """

    patterns: dict[str, int]
    known: dict[int, int]


# As they are published for companies in general.
USUAL = Habits(
    patterns={
        "{first}.{last}": 48,
        "{f}{last}": 17,
        "{first}": 9,
        "{first}{last}": 4,
        "{f}.{last}": 5,
        "{first}_{last}": 4,
        "{last}{f}": 3,
        "{first}{l}": 2,
        "{last}": 2,
        "{last}.{first}": 2,
        "{first}.{l}": 1,
        "{f}_{last}": 1,
        "{first}-{last}": 1,
        "{n}": 1,
    },
    known={0: 12, 1: 26, 2: 20, 3: 13, 4: 9, 5: 6, 7: 6, 10: 5, 15: 3},
)
# Where initials and last names alone are more usual, and more addresses known.
OTHER = Habits(
    patterns={
        "{first}.{last}": 34,
        "{f}.{last}": 18,
        "{f}{last}": 13,
        "{first}": 7,
        "{last}": 6,
        "{last}.{first}": 5,
        "{first}{last}": 4,
        "{last}{f}": 4,
        "{first}_{last}": 3,
        "{first}-{last}": 2,
        "{first}{l}": 2,
        "{first}.{l}": 1,
        "{n}": 1,
    },
    known={0: 8, 1: 22, 2: 20, 3: 16, 4: 12, 6: 10, 9: 7, 14: 5},
)
TO_GUESS = 7
# Of people: a nickname, a former surname, a number, a domain elsewhere, a typing error.
NICKNAMED, RENAMED, ELSEWHERE, MISTYPED = 0.02, 0.01, 0.015, 0.01
MIXED, UNRULY = 0.16, 0.06  # of companies: two patterns; addresses as each person likes
OTHERWISE = 0.08  # of choices in spelling
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "’": "", "'": ""})
WITH_E = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})

# first names | last names, by where people are from.
NAMES = [
    "James Mary John Linda Robert Susan Emma Oliver Grace Henry Ruth Mark Laura Paul Alice Kevin"
    " Nancy Brian Karen Scott Donna Eric Megan Ryan Amy | Smith Jones Taylor Brown Wilson Evans"
    " Walker Wright Green Hall Clarke Baker Turner Parker Cook Bell Ward Cox Reed Gray Foster Long"
    " Hughes Price Bennett O’Connor O’Neill Lloyd-Jones Carter~Reed McDonald",
    "Hans Jürgen Anna Petra Klaus Sabine Jörg Käthe Uwe Björn Karl-Heinz Anne-Marie Stefan Monika"
    " | Müller Schmidt Weber Wagner Becker Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder"
    " Neumann Schwarz Krüger Groß Vogel von~Stetten Meyer-Lang",
    "Pierre Marie Jean Claire Luc Sophie Jean-Marc Élodie Hélène Thierry Anne~Laure | Martin"
    " Bernard Dubois Thomas Petit Durand Leroy Moreau Simon Laurent Lefèvre d’Estrées de~Villiers"
    " Le~Gall",
    "María José Carlos Ana Luis Carmen Javier Lucía José~Luis Ana~María Pablo Elena | García Pérez"
    " López Sánchez Romero Navarro Torres García~López Ruiz~Peña Gómez Ortega Muñoz~Díaz",
    "João Ana Pedro Inês Tiago Beatriz Rui Sofia | Silva Santos Ferreira Pereira da~Silva"
    " Costa~Lima Almeida Carvalho dos~Santos Rocha",
    "Jan Pieter Femke Daan Sanne Wouter Lotte Bram | de~Vries Jansen Bakker Visser van~Dijk"
    " van~der~Berg Smit Mulder Bos Vos de~Boer Peters",
    "Lars Ingrid Søren Åsa Mats Kirsten Ole Jørgen Liv Nils | Hansen Olsen Åkesson Bråten Lindberg"
    " Østergaard Nyström Berg Dahl Holm Björk Lund",
    "Piotr Agnieszka Łukasz Zofia Marek Jana Petr Milan Đorđe Ivana | Kowalski Nowak Wójcik"
    " Zieliński Wałęsa Novák Horák Marić Đurić Kowalska-Nowak Jovanović Szabó",
    "Wei Li Yuki Kenji Min-jun Priya Rahul Anita Linh Arjun | Wang Chen Tanaka Sato Kim Park Patel"
    " Sharma Gupta Nguyen Singh Tran Rao Iyer",
]
NICKNAMES = {
    "James": "jim",
    "Robert": "bob",
    "John": "jack",
    "Susan": "sue",
    "Kevin": "kev",
    "Henry": "harry",
    "Stefan": "steff",
    "Javier": "javi",
    "Pedro": "pepe",
}
SHORT = {"James": "Jim", "Robert": "Bob", "Susan": "Sue", "Laura": "Laurie", "Thomas": "Tom"}


@dataclass
class Company:
    """How a company writes addresses; ``taken`` are those it has given."""

    domain: str
    habits: Habits
    patterns: list[tuple[str, float]]
    unruly: float
    choices: dict[str, str]
    taken: set[str] = field(default_factory=set)


def invented(seed: int, companies: int, habits: Habits = USUAL) -> list[Person]:
    """The people of so many companies: those known, and `TO_GUESS` others at each."""
    rng = random.Random(seed)
    people: list[Person] = []
    for number in range(companies):
        company = _company(rng, f"company-{number}.example", habits)
        culture = rng.choices(range(len(NAMES)), (8, 3, 2, 2, 1, 2, 2, 1, 2))[0]
        known = _of(rng, habits.known)
        for place in range(known + TO_GUESS):
            strangers = rng.random() < 0.2
            names = NAMES[rng.randrange(len(NAMES)) if strangers else culture]
            people.append(_person(rng, company, names, known=place < known))
    return people


def _company(rng: random.Random, domain: str, habits: Habits) -> Company:
    main = _of(rng, habits.patterns)
    patterns = [(main, 1.0)]
    if rng.random() < MIXED:
        share = rng.uniform(0.1, 0.45)
        patterns = [(main, 1 - share), (_of(rng, habits.patterns), share)]
    choices = {
        "umlaut": _of(rng, {"plain": 52, "with e": 48}),
        "hyphen": _of(rng, {"-": 50, "": 38, "first": 9, "last": 3}),
        "particle": _of(rng, {"": 58, "last": 18, ".": 14, "-": 10}),
        "two last names": _of(rng, {"first": 40, "last": 25, "": 22, "-": 13}),
        "two first names": _of(rng, {"first": 60, "": 22, "-": 18}),
    }
    return Company(domain, habits, patterns, 0.4 if rng.random() < UNRULY else 0.0, choices)


def _person(rng: random.Random, company: Company, names: str, *, known: bool) -> Person:
    firsts, lasts = (half.split() for half in names.split(" | "))
    first, last = rng.choice(firsts).replace("~", " "), rng.choice(lasts).replace("~", " ")
    local = _local(rng, company, first, last)
    host = "elsewhere.example" if rng.random() < ELSEWHERE else company.domain
    taken, number = local, 2
    while f"{taken}@{host}" in company.taken:
        taken, number = f"{local}{number}", number + 1
    company.taken.add(f"{taken}@{host}")
    shown = SHORT.get(first, first) if rng.random() < 0.15 else first
    return Person(
        line=0,
        known=known,
        first_name=_dressed(rng, shown),
        last_name=last,
        company=company.domain.partition(".")[0],
        domain=company.domain,
        email=f"{taken}@{host}",
        **dict.fromkeys(("title", "industry", "size", "seniority"), ""),
    )


def _local(rng: random.Random, company: Company, first: str, last: str) -> str:
    patterns = [pattern for pattern, _ in company.patterns]
    pattern = rng.choices(patterns, [share for _, share in company.patterns])[0]
    if rng.random() < company.unruly:
        pattern = _of(rng, company.habits.patterns)
    if rng.random() < NICKNAMED:
        first = NICKNAMES.get(first, first)
    if rng.random() < RENAMED:
        last = "Former"
    first, last = _written(rng, company, first), _written(rng, company, last, last=True)
    if rng.random() < MISTYPED:
        last = last[:-1]
    parts = {"first": first, "last": last, "f": first[0], "l": last[0]}
    return pattern.format(**parts, n=f"e{rng.randrange(10_000, 99_999)}")


def _written(rng: random.Random, company: Company, name: str, *, last: bool = False) -> str:
    """In plain letters, as this company does; now and then otherwise."""
    words = name.lower().split()
    if _choice(rng, company, "umlaut") == "with e":
        words = [word.translate(WITH_E) for word in words]
    words = [_plain(word) for word in words]
    about = "hyphen"
    if len(words) > 1:
        about = "two first names"
        if last:
            particle = words[0] in ("von", "de", "van", "le", "da", "dos")
            about = "particle" if particle else "two last names"
    elif "-" in words[0]:
        words = words[0].split("-")
    else:
        return words[0]
    how = _choice(rng, company, about)
    return {"first": words[0], "last": words[-1]}.get(how) or how.join(words)


def _choice(rng: random.Random, company: Company, about: str) -> str:
    if rng.random() < OTHERWISE:
        return {"umlaut": "plain"}.get(about, "first")
    return company.choices[about]


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.translate(LETTERS))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _dressed(rng: random.Random, first: str) -> str:
    """As lists have it: with a title, a middle initial."""
    dress = rng.random()
    return f"Dr. {first}" if dress < 0.03 else f"{first} J." if dress < 0.06 else first


def _of(rng: random.Random, shares: dict) -> object:
    return rng.choices(list(shares), list(shares.values()))[0]
