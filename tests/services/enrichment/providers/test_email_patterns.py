"""How a company forms its addresses, and how sure that makes a guess."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.rows import each_row
from tests.fixtures.snapshots import ANN
from yardflow.services.enrichment.providers.email_pattern.addresses import (
    PATTERNS,
    followed,
    mail_domain,
    other_domain,
    spelled,
)
from yardflow.services.enrichment.providers.email_pattern.names import mail_name
from yardflow.services.enrichment.providers.email_pattern.patterns import (
    USUAL_PATTERNS,
    guess,
    learn,
    pattern_share,
    usual_patterns,
)
from yardflow.services.enrichment.providers.email_pattern.provider import ByPattern
from yardflow.services.enrichment.providers.email_pattern.spelling import (
    CHOICES,
    REASONS,
    SHARES,
    Doubt,
)
from yardflow.services.enrichment.providers.protocol import (
    Evidence,
    Pattern,
    ProviderAnswer,
    Question,
    RealAddress,
)
from yardflow.services.enrichment.settings import EnrichmentSettings
from yardflow.services.records.values.shared_mailboxes import is_shared_mailbox

PEOPLE = [("Ada", "Byron"), ("Alan", "Kay"), ("Grace", "Hopper"), ("Linus", "Berg"), ("Bo", "Ek")]


def at_acme(pattern: str, people=PEOPLE) -> list[RealAddress]:
    """These people's addresses at acme.com, all formed alike."""
    return [
        RealAddress(first, last, f"{spelled(pattern, mail_name(first, last))[0]}@acme.com")
        for first, last in people
    ]


def learned(domain: str, addresses=(), bounced=(), **verdicts) -> list[Pattern]:
    """The patterns that addresses show, without those that are only usual."""
    evidence = Evidence(tuple(addresses), tuple(bounced), **verdicts)
    return [pattern for pattern in learn(domain, evidence) if pattern.agreeing]


@each_row("pattern", PATTERNS)
def test_every_pattern_is_learned_from_its_addresses(pattern):
    best = learned("acme.com", at_acme(pattern))[0]
    assert (best.name, best.agreeing, best.samples) == (pattern, 5, 5)


@each_row("pattern", PATTERNS)
def test_what_was_learned_gives_the_next_address(pattern):
    guessed = guess("Zoë", "Quinn", "acme.com", learned("acme.com", at_acme(pattern)))[0]
    assert guessed.email == f"{spelled(pattern, mail_name('Zoe', 'Quinn'))[0]}@acme.com"
    assert guessed.confidence > Decimal("0.90")


def test_addresses_that_disagree_make_it_less_sure_and_both_patterns_are_shown():
    mixed = at_acme("flast")[:3] + at_acme("first.last")[3:]
    first, second = learned("acme.com", mixed)
    assert (first.name, second.name) == ("flast", "first.last")
    assert first.share < learned("acme.com", at_acme("flast")[:3])[0].share
    emails = [guessed.email for guessed in guess("Ann", "Lee", "acme.com", [first, second])]
    assert emails == ["alee@acme.com", "ann.lee@acme.com"]


@each_row("domain", ["gmail.com", "yahoo.fr", "gmx.at", "btinternet.com", "hey.com"])
def test_a_free_mail_domain_has_no_pattern_and_gives_no_guess(domain):
    known = [RealAddress(first, last, f"{first}.{last}@{domain}") for first, last in PEOPLE]
    assert learned(domain, known) == []
    assert guess("Ann", "Lee", domain, learned("acme.com", at_acme("flast"))) == []


@each_row(
    ("domain", "addresses", "mailboxes"),
    [
        ("acme.com", ["ann@acme.com", "bob@us.acme.com", "cy@us.acme.com"], "acme.com"),
        ("acme.com", ["ann@acme.com", *(f"p{n}@us.acme.com" for n in range(3))], "us.acme.com"),
        ("acme.com", ["ann@us.acme.com"], "us.acme.com"),
        ("acme.com", ["ann@us.acme.com", "bob@agency.com", "cy@agency.com"], "us.acme.com"),
        ("acme.com", ["ann@acme.com", "bob@acme.co.uk", "cy@acme.co.uk"], "acme.co.uk"),
        ("acme.com", ["ann@acme.com", "bob@acme.co.uk"], "acme.com"),
        ("acme.com", ["info@acme.com", "vertrieb@acme.com", "ann@acme.de"], "acme.de"),
        ("acme.com", ["sales@acme.com", "ann@us.acme.com", "bob@us.acme.com"], "us.acme.com"),
        ("acme.com", ["ann@acme.com", *(f"{name}@acme.co.uk" for name in "abcd")], "acme.co.uk"),
        ("acme.com", ["bob@uk.acme.co.uk"], "uk.acme.co.uk"),
        ("acme.com", ["bob@agency.com"], "acme.com"),
        ("acme.com", ["bob@acme-group.com", "cy@acme-group.com"], "acme-group.com"),
        ("acme.co.uk", [f"{name}@btinternet.com" for name in "abc"], "acme.co.uk"),
        ("", ["ann@acme.com", "bob@gmx.at", "cy@gmx.at"], "acme.com"),
        ("gmx.at", ["ann@acme.com"], "acme.com"),
        ("acme.webflow.io", [], ""),
        ("acme.myshopify.com", ["bob@agency.com"], "agency.com"),
        ("", [], ""),
    ],
)
def test_a_company_has_its_mailboxes_at_its_domain_or_where_its_people_write_from(
    domain, addresses, mailboxes
):
    assert mail_domain(domain, addresses) == mailboxes


@each_row(
    ("domain", "addresses", "other"),
    [
        ("acme.com", [f"{name}@agency.com" for name in "abc"], "agency.com"),
        (
            "acme.com",
            ["ann@acme.com", *(f"{name}@acme-group.com" for name in "ab")],
            "acme-group.com",
        ),
        ("acme.com", ["info@acme.com", "ann@uk.agency.com", "bob@agency.com"], "agency.com"),
        ("acme.com", ["ann@acme.com", "bob@agency.com"], ""),
        ("acme.com", ["ann@us.acme.com", "bob@acme.com", "cy@agency.com"], ""),
        ("acme.com", ["ann@acme.de", "bob@acme.de"], ""),
        ("acme.com", [f"{name}@gmx.at" for name in "abc"], ""),
        ("gmx.at", ["ann@agency.com"], ""),
        ("", ["ann@agency.com"], ""),
        ("acme.com", [], ""),
    ],
)
def test_where_most_write_from_another_domain_it_is_named(domain, addresses, other):
    assert other_domain(domain, addresses) == other


def test_role_addresses_and_other_domains_are_no_evidence():
    others = [
        RealAddress("Ada", "Byron", "info@acme.com"),
        RealAddress("Ada", "Byron", "ada.byron@gmail.com"),
        RealAddress("王", "伟", "wang@acme.com"),
        RealAddress("J.", "Smith", "jsmith@acme.com"),
    ]
    assert learned("acme.com", others) == []


@each_row(
    "role", ["vertrieb", "einkauf", "kontakt", "ventas", "compras", "sales1", "sales.us", "ap"]
)
def test_a_role_in_any_language_does_not_speak_against_a_pattern(role):
    known = [*at_acme("first.last"), RealAddress("Zoe", "Quinn", f"{role}@acme.com")]
    assert learned("acme.com", known) == learned("acme.com", at_acme("first.last"))


@each_row(
    ("pattern", "first", "last"),
    [
        ("first", "Emil", "Post"),
        ("last", "Emily", "Post"),
        ("last", "Georg", "Handel"),
        ("first", "Support", "Ng"),
    ],
)
def test_a_role_s_mailbox_is_guessed_for_nobody(pattern, first, last):
    guesses = guess(first, last, "acme.com", learned("acme.com", at_acme(pattern)))
    assert [each.email for each in guesses if is_shared_mailbox(each.email)] == []
    assert bool(guesses) is (first == "Emil")


@each_row(("first", "last"), [("Steve", "Jobs"), ("Emily", "Post"), ("Joe", "Root")])
def test_who_is_called_like_a_role_has_an_initial_behind_it(first, last):
    (guessed,) = guess(first, last, "acme.com", learned("acme.com", at_acme("last.f")))
    assert guessed.email == f"{last}.{first[0]}@acme.com".lower()


# Roles, places, and what is written about somebody who is not there.
NOBODY = """
After Sales
Open Position
Vacant Position
Shared Mailbox
Data Protection
Health Safety
Info Point
Hotel Reception
Emergency Contact
Invalid Contact
Removed Contact
Wrong Person
Process Engineer
See Notes
Walk In
Same Above
Somebody Else
Maternity Cover
Tourist Info
Offene Stelle
Messe Stand
Muster Kontakt
Privat Kunde
Gelöschter Kontakt
Accueil Paris
Standard Téléphonique
Poste Garde
Poste Vacant
Puesto Vacante
Recepción Hotel
Posto Vacante
Portineria Milano
Recepção Porto
Vaga Contato
Receptie Utrecht
Verwijderd Contact
Recepcja Gdynia
Wakat Stanowisko
Vakant Tjänst
Slettet Kontakt
Smazaný Kontakt
Volné Místo
Avoin Tehtävä
Silinmiş Müşteri
Otdel Prodazh
Sick Leave
Night Porter
Car Park
Nachfolger Gesucht
Stelle Frei
Congé Maternité
Baja Maternal
Congedo Maternità
Licença Maternidade
Zwanger Verlof
Urlop Macierzyński
Mateřská Dovolená
Doğum İzni
Subtotal Acme
"""


@each_row(
    ("first", "last"),
    [
        ("Unknown", "Unknown"),
        ("TBD", "TBD"),
        ("Test", "Test"),
        ("Sales", "Team"),
        ("Front", "Desk"),
        ("Accounts", "Payable"),
        ("Purchasing", "Manager"),
        ("Customer", "Service"),
        ("No", "Name"),
        ("null", "null"),
        ("None", "None"),
        ("nan", "nan"),
        ("Info", ""),
        ("", "Sales"),
        ("Human", "Resources"),
        ("Comptabilité", ""),
        ("First", "Last"),
        ("Unbekannt", "Unbekannt"),
        ("Sans", "nom"),
        ("John", "Doe"),
        ("Team", "Vertrieb"),
        ("Leiter", "Einkauf"),
        ("Service", "Commercial"),
        ("Jefe de", "Compras"),
        ("Ufficio", "Acquisti"),
        ("Afdeling", "Inkoop"),
        ("Dział", "Sprzedaży"),
        ("General", "Manager"),
        ("Mr.", "Unknown"),
        ("Open", "to work"),
        ("Ex-Google", ""),
        ("PhD", ""),
        *(tuple(line.strip().split(" ", 1)) for line in NOBODY.split("\n")[1:-1]),
    ],
)
@each_row("pattern", ["first.last", "first", "last", "flast"])
def test_what_is_no_name_gets_no_guess(pattern, first, last):
    assert guess(first, last, "acme.com", learned("acme.com", at_acme(pattern))) == []


@each_row(
    ("first", "last"),
    [("Francis", "Sales"), ("Christopher", "Guest"), ("Pat", "Person"), ("Will", "Post")],
)
def test_a_name_that_is_a_word_too_is_a_name(first, last):
    (best, *_) = guess(first, last, "acme.com", learned("acme.com", at_acme("first.last")))
    assert best.email == f"{first}.{last}@acme.com".lower()


@each_row(
    ("first", "last"),
    [
        ("Nordhalle", "Vertrieb"),
        ("Magasin", "Rivoli"),
        ("Zephyr", "Sales"),
        ("Officina", "Brambilla"),
        ("Magazyn", "Zebra"),
        ("Werkstatt", "Süd-Ost"),
    ],
)
@each_row("pattern", ["first.last", "first", "last", "flast"])
def test_a_name_that_may_be_a_role_s_waits_for_a_person(pattern, first, last):
    guesses = guess(first, last, "acme.com", learned("acme.com", at_acme(pattern)))
    assert all(each.confidence < Decimal("0.7") for each in guesses)


@each_row(
    ("first", "last"),
    [
        ("Cole", "Porter"),
        ("Zuleika", "Guest"),
        ("Svetlana", "Cook"),
        ("Li", "Na"),
        ("Rosa", "Sales"),
    ],
)
def test_a_family_may_be_called_like_a_role(first, last):
    (best, *_) = guess(first, last, "acme.com", learned("acme.com", at_acme("first.last")))
    assert best.confidence > Decimal("0.9")


def test_a_number_that_tells_namesakes_apart_is_overlooked():
    assert "flast" in followed("alee2", mail_name("Ann", "Lee"))


def test_where_most_have_a_number_behind_the_name_nobody_can_guess_it():
    numbered = [
        replace(each, email=each.email.replace("@", f"{number}@"))
        for number, each in enumerate(at_acme("first.last"), start=10)
    ]
    plain = at_acme("first.last")
    for count, guessed in ((5, False), (3, False), (2, True), (1, True)):
        addresses = [*numbered[:count], *plain[count:]]
        patterns = learn("acme.com", Evidence(tuple(addresses)))
        assert bool(guess("Zoe", "Quinn", "acme.com", patterns)) is guessed


@each_row(
    ("first", "last", "domain", "address", "least", "most"),
    [
        ("Jörg", "Müller", "acme.com", "jorg.muller", "0.45", "0.55"),
        ("Jörg", "Müller", "acme.de", "joerg.mueller", "0.70", "0.80"),
        ("Päivi", "Mäkelä", "acme.fi", "paivi.makela", "0.85", "0.95"),
        ("Ö", "Öztürk", "acme.com.tr", "o.ozturk", "0.85", "0.95"),
        ("Mary-Jane", "Hill-Ross", "acme.com", "mary-jane.hill-ross", "0.40", "0.50"),
    ],
)
def test_first_and_last_name_are_written_alike_and_as_is_usual_in_the_country(
    first, last, domain, address, least, most
):
    name = "first.last" if len(first) > 1 else "f.last"
    addresses = [
        replace(each, email=each.email.replace("acme.com", domain)) for each in at_acme(name)
    ]
    best = guess(first, last, domain, learn(domain, Evidence(tuple(addresses))))[0]
    assert best.email == f"{address}@{domain}"
    assert Decimal(least) <= best.confidence <= Decimal(most)


@each_row("first", ["Wm.", "Chr.", "Alex", "Larry", "Kasia", "Wim", "Pepe"])
def test_a_short_first_name_waits_for_a_person(first):
    patterns = learned("acme.com", at_acme("first.last"))
    assert guess(first, "Clark", "acme.com", patterns)[0].confidence < Decimal("0.7")


@each_row(
    ("person", "local"),
    [
        *(("Bob", "robert.miller"), ("Robert", "bob.miller"), ("Bill", "william.miller")),
        *(("Alex", "alexandra.miller"), ("Gosia", "malgorzata.miller")),
    ],
)
def test_an_address_of_a_nickname_or_the_whole_name_follows_the_pattern(person, local):
    known = [RealAddress(person, "Miller", f"{local}@acme.com")]
    (first, *_) = learned("acme.com", known)
    assert (first.name, first.agreeing) == ("first.last", 1)


def test_where_nicknames_are_spelled_out_the_next_one_is_too():
    known = [
        RealAddress("Bob", "Miller", "robert.miller@acme.com"),
        RealAddress("Bill", "Smith", "william.smith@acme.com"),
        RealAddress("Tim", "Jones", "timothy.jones@acme.com"),
    ]
    (first, *_) = guess("Pam", "Ray", "acme.com", learned("acme.com", known))
    assert first.email == "pamela.ray@acme.com"
    (first, *_) = guess("Pam", "Ray", "acme.com", learned("acme.com", at_acme("first.last")))
    assert first.email == "pam.ray@acme.com" and first.confidence < Decimal("0.7")


def test_a_name_that_nothing_is_short_for_is_spelled_as_it_is():
    known = [RealAddress("Zoe", "Miller", "robert.miller@acme.com")]
    assert all(pattern.agreeing == 0 for pattern in learned("acme.com", known))


@each_row("last", ["v.d. Berg", "v. Dijk", "vd Berg", "v/d Meer"])
def test_a_prefix_in_short_waits_for_a_person(last):
    (best, *_) = guess("Jan", last, "acme.com", learned("acme.com", at_acme("first.last")))
    assert best.confidence < Decimal("0.5") and Doubt.SHORT_PARTICLE in best.doubts


def test_an_address_that_a_namesake_has_is_not_guessed():
    known = learned("acme.com", at_acme("flast"))
    assert guess("Ann", "Lee", "acme.com", known, taken=["alee@acme.com"]) == []


def test_a_name_with_several_spellings_waits_for_a_person():
    known = learned("acme.com", at_acme("first.last"))
    assert guess("Ann", "van der Berg", "acme.com", known)[0].confidence < Decimal("0.66")


@each_row(
    ("colleague", "person", "address"),
    [
        (("Jörg", "Bäcker", "joerg.baecker"), ("Käthe", "Müller"), "kaethe.mueller"),
        (("Daan", "van Dijk", "daan.dijk"), ("Femke", "de Boer"), "femke.boer"),
        (("Daan", "van Dijk", "daan.van.dijk"), ("Femke", "de Boer"), "femke.de.boer"),
        (("Ann", "Smith-Jones", "ann.smithjones"), ("Eve", "Lloyd-Hughes"), "eve.lloydhughes"),
        (("José", "García López", "jose.lopez"), ("Ana", "Ruiz Peña"), "ana.pena"),
        (("José Luis", "Cotto", "joseluis.cotto"), ("Ana María", "Gil"), "anamaria.gil"),
        (("Jean Marc", "Gil", "jean-marc.gil"), ("Marie Claire", "Blanc"), "marie-claire.blanc"),
        (("Đorđe", "Šarić", "djordje.saric"), ("Ljubiša", "Đurić"), "ljubisa.djuric"),
    ],
)
def test_a_name_of_several_spellings_is_spelled_as_a_colleagues_name_is(colleague, person, address):
    first, last, local = colleague
    known = [*at_acme("first.last"), RealAddress(first, last, f"{local}@acme.com")]
    assert guess(*person, "acme.com", learned("acme.com", known))[0].email == f"{address}@acme.com"


def test_each_colleague_whose_name_is_spelled_alike_makes_the_spelling_surer():
    germans = [("Jörg", "Fink"), ("Björn", "Horn"), ("Käthe", "Vogt"), ("Götz", "Kern")]
    with_e = [
        RealAddress(
            first, last, f"{spelled('first', mail_name(first, ''))[1]}.{last.lower()}@acme.com"
        )
        for first, last in germans
    ]
    guesses = [
        guess(
            "Ann", "Müller", "acme.com", learned("acme.com", at_acme("first.last") + with_e[:count])
        )
        for count in range(5)
    ]
    assert [guessed[0].email for guessed in guesses[1:]] == ["ann.mueller@acme.com"] * 4
    sure = [guessed[0].confidence for guessed in guesses[1:]]
    assert sure == sorted(set(sure))
    assert guesses[0][0].confidence < Decimal("0.66") < sure[-1]


@each_row(
    "person",
    [
        ("Liz", "King"),
        ("Zachary “Zach”", "Ray"),
        ("Zachary 'Zach'", "Ray"),
        ("Zachary ‘Zach’", "Ray"),
        ("Ann", "Lee (née Hall)"),
        ("J. Bo", "Ek"),
        ("Ljubiša", "Đurić"),
    ],
)
def test_a_name_that_may_not_be_the_one_in_the_address_waits_for_a_person(person):
    known = learned("acme.com", at_acme("first.last")[:3])
    assert guess(*person, "acme.com", known)[0].confidence < Decimal("0.7")
    assert guess("Ann", "Lee", "acme.com", known)[0].confidence > Decimal("0.7")


def test_somebody_whose_name_cannot_be_spelled_gets_no_guess():
    assert guess("王", "伟", "acme.com", learned("acme.com", at_acme("first.last"))) == []


def bounced(*emails: str) -> list[RealAddress]:
    """Addresses of Ann, Max, Eve and Ida that turned out to be nobody's."""
    people = (("Ann", "Lee"), ("Max", "Webb"), ("Eve", "Holt"), ("Ida", "Noor"))
    return [RealAddress(*who, email) for who, email in zip(people, emails, strict=False)]


@pytest.mark.parametrize("verdict", ["bounced", "refused"])
def test_an_address_that_failed_speaks_against_the_pattern_that_it_follows(verdict):
    failed = bounced("ann.lee@acme.com", "max.webb@acme.com", "eve.holt@acme.com")
    patterns = [
        learned("acme.com", at_acme("first.last"), **{verdict: tuple(failed[:count])})[0]
        for count in range(4)
    ]
    sure = [pattern.share for pattern in patterns]
    assert sure == sorted(sure, reverse=True) and len(set(sure)) == 4
    assert [getattr(pattern, verdict) for pattern in patterns] == [0, 1, 2, 3]
    assert {(pattern.samples, pattern.agreeing) for pattern in patterns} == {(5, 5)}


@pytest.mark.parametrize("verdict", ["bounced", "refused"])
def test_what_speaks_against_one_pattern_says_nothing_of_another(verdict):
    mixed = at_acme("flast")[:3] + at_acme("first.last")[3:]
    failed = {verdict: tuple(bounced("alee@acme.com"))}
    before = {pattern.name: pattern.share for pattern in learned("acme.com", mixed)}
    after = {pattern.name: pattern.share for pattern in learned("acme.com", mixed, **failed)}
    assert after["first.last"] == before["first.last"]
    assert after["flast"] < before["flast"]


def test_bounces_can_put_the_other_pattern_first():
    mixed = at_acme("flast")[:3] + at_acme("first.last")[3:]
    tried = bounced("alee@acme.com", "mwebb@acme.com", "eholt@acme.com", "inoor@acme.com")
    assert [pattern.name for pattern in learned("acme.com", mixed, tried)] == [
        "first.last",
        "flast",
    ]


def test_bounced_addresses_alone_make_no_pattern():
    assert learned("acme.com", [], bounced("ann.lee@acme.com")) == []


def test_an_address_that_is_also_a_bounced_one_is_no_evidence():
    known = [*at_acme("first.last"), *bounced("ann.lee@acme.com")]
    best = learned("acme.com", known, bounced("ann.lee@acme.com"))[0]
    assert (best.samples, best.agreeing, best.bounced) == (5, 5, 1)


def about_zoe(addresses=(), bounced=(), refused=(), **said) -> Question:
    """What the provider is asked about Zoe Quinn at Acme."""
    evidence = Evidence(tuple(addresses), tuple(bounced), refused=tuple(refused))
    zoe = replace(
        ANN, first_name="Zoe", last_name="Quinn", mail_domain="acme.com", evidence=evidence
    )
    return Question(replace(zoe, **said), frozenset({"email"}), (), EnrichmentSettings().options)


def test_the_company_itself_gets_no_guess():
    outcome = ByPattern().ask(
        about_zoe(
            at_acme("first.last"), first_name="Ace", last_name="Haulage", company="Ace Haulage"
        )
    )
    assert (outcome.claims, outcome.note) == ((), "No pattern fits this name")


def test_the_provider_tells_how_it_came_to_its_guess():
    tried = {"bounced": bounced("ann.lee@acme.com"), "refused": bounced("", "max.webb@acme.com")}
    outcome = ByPattern().ask(about_zoe(at_acme("first.last"), last_name="Quinn-Hall", **tried))
    how = (
        "All 5 known addresses at acme.com use the pattern first.last@; 1 like it bounced; 1 like "
        "it was rejected; the hyphen may be omitted"
    )
    assert [claim.how for claim in outcome.claims] == [how]
    assert [pattern.bounced for pattern in outcome.patterns] == [1]


def test_where_no_address_is_known_the_usual_pattern_is_a_guess_that_waits():
    (claim, *_), patterns = (answer := ByPattern().ask(about_zoe())).claims, answer.patterns
    assert (claim.value, claim.confidence) == ("zoe.quinn@acme.com", Decimal("0.45"))
    reason = "No known address at acme.com shows a pattern; first.last@ is a usual one"
    assert claim.how == reason
    assert not any(pattern.agreeing for pattern in patterns)


def test_what_is_usual_at_the_workplace_s_companies_decides_where_little_is_known():
    usual = usual_patterns({"flast": Decimal(60), "first.last": Decimal(20)}, 80)
    claim = ByPattern().ask(about_zoe(usual_patterns=usual)).claims[0]
    assert (claim.value, claim.confidence) == ("zquinn@acme.com", Decimal("0.62"))
    assert usual_patterns({}, 0) == USUAL_PATTERNS and sum(USUAL_PATTERNS.values()) < 1


def test_where_most_write_from_another_domain_the_guess_waits_and_says_why():
    known = tuple(at_acme("first.last"))
    sure = ByPattern().ask(about_zoe(addresses=known)).claims[0]
    claim = ByPattern().ask(about_zoe(addresses=known, other_domain="agency.com")).claims[0]
    assert (claim.value, claim.confidence) == (sure.value, Decimal("0.5"))
    assert claim.how == f"{sure.how}; most people are at agency.com, not at acme.com"
    assert claim.waits and not sure.waits


def test_where_nobody_writes_from_the_own_domain_the_guess_is_as_sure_as_it_is_and_waits():
    known = tuple(
        RealAddress(first, "Ray", f"{first.lower()}.ray@acme-group.com")
        for first in ("Bob", "Cy", "Di", "Ed")
    )
    contact = about_zoe(addresses=known, other_domain="acme-group.com")
    contact = replace(contact, contact=replace(contact.contact, mail_domain="acme-group.com"))
    claim = ByPattern().ask(contact).claims[0]
    assert claim.value == "zoe.quinn@acme-group.com"
    assert claim.waits and Decimal("0.8") < claim.confidence < Decimal("0.9")


def test_an_address_that_bounced_is_not_guessed_again():
    tried = (RealAddress("Zoe", "Quinn", "zoe.quinn@acme.com"),)
    mixed = tuple(at_acme("first.last")[:3] + at_acme("flast")[3:])
    outcome = ByPattern().ask(about_zoe(addresses=mixed, bounced=tried))
    assert [claim.value for claim in outcome.claims] == ["zquinn@acme.com"]


def test_where_no_address_is_asked_for_only_the_patterns_are_told():
    question = replace(about_zoe(addresses=tuple(at_acme("flast"))), fields=frozenset())
    outcome = ByPattern().ask(question)
    assert outcome.claims == () and outcome.patterns[0].name == "flast"


def test_a_company_without_mailboxes_has_no_pattern():
    reason = "Add the company's website to guess an email"
    assert ByPattern().ask(about_zoe(mail_domain="")) == ProviderAnswer(note=reason)


def test_a_name_that_no_pattern_fits_is_told_as_such():
    outcome = ByPattern().ask(about_zoe(addresses=tuple(at_acme("first.last")), last_name=""))
    assert outcome.claims == ()
    assert outcome.note == "No pattern fits this name"


def test_an_address_longer_than_mail_allows_is_not_guessed():
    known = learned("acme.com", at_acme("first.last"))
    assert guess("A" * 40, "B" * 40, "acme.com", known) == []
    assert guess("Ann", "Lee", "a" * 250 + ".com", known) == []


names = st.text(alphabet="abcdefghijklmnop", min_size=2, max_size=8)
people = st.tuples(names, names).filter(
    lambda who: (name := mail_name(*who)) is not None and spelled("first.last", name) != []
)
# In one of three patterns, or in none.
address = st.builds(
    lambda who, pattern: RealAddress(
        *who, f"{spelled(pattern, mail_name(*who))[0] if pattern else 'x9x9'}@acme.com"
    ),
    people,
    st.sampled_from(["first.last", "flast", "first", ""]),
)
several = st.lists(address, max_size=6).map(tuple)


def confidences(evidence: Evidence) -> dict[str, Decimal]:
    """How sure each pattern makes the address of Zoe Quinn."""
    return {
        each.pattern.name: each.confidence
        for pattern in learn("acme.com", evidence)
        for each in guess("Zoe", "Quinn", "acme.com", [pattern])
    }


@pytest.mark.slow
@given(several, several, several, people)
def test_what_agrees_never_lowers_a_guess_and_what_was_refused_never_raises_one(
    real, refused, accepted, colleague
):
    own = f"{spelled('first.last', mail_name(*colleague))[0]}@acme.com"
    emails = {each.email for each in (*real, *refused, *accepted)}
    if own in emails:
        return
    more = RealAddress(*colleague, own)
    before = confidences(Evidence(real, (), accepted, refused))
    after = confidences(Evidence((*real, more), (), accepted, refused))
    floor = before.get("first.last", Decimal(0)) if real or accepted else Decimal(0)
    assert after.get("first.last", Decimal(0)) >= floor
    for failed in (
        Evidence(real, (more,), accepted, refused),
        Evidence(real, (), accepted, (*refused, more)),
    ):
        for pattern, sure in confidences(failed).items():
            assert sure <= before.get(pattern, Decimal(1))


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_a_share_moves_with_its_evidence_and_is_never_certain(agreeing, differing, odd, against):
    usual = Decimal("0.2")
    share = pattern_share(usual, agreeing, differing, odd, against)
    assert 0 < share < 1
    assert share < pattern_share(usual, agreeing + 1, differing, odd, against)
    for other in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
        counts = (n + more for n, more in zip((differing, odd, against), other, strict=True))
        assert share > pattern_share(usual, agreeing, *counts)
    assert share < pattern_share(2 * usual, agreeing, differing, odd, against)


@each_row(
    ("agreeing", "differing", "odd", "against", "least", "most"),
    [
        (0, 0, 0, 0, "0.45", "0.47"),  # nothing known: as usual
        (1, 0, 0, 0, "0.70", "0.90"),  # one address
        (1, 1, 0, 0, "0.40", "0.55"),  # one against another
        (1, 0, 0, 1, "0.40", "0.55"),  # refused once
        (2, 0, 1, 0, "0.70", "0.90"),  # one that follows nothing
        (3, 1, 0, 0, "0.70", "0.80"),
        (9, 1, 0, 0, "0.85", "0.92"),
        (0, 5, 0, 0, "0.00", "0.05"),
    ],
)
def test_how_sure_so_much_evidence_makes(agreeing, differing, odd, against, least, most):
    share = pattern_share(USUAL_PATTERNS["first.last"], agreeing, differing, odd, against)
    assert Decimal(least) <= share <= Decimal(most)


def test_accepted_guesses_are_evidence_but_do_not_confirm_each_other_for_ever():
    accepted = tuple(at_acme("first.last"))
    counts = [learned("acme.com", accepted=accepted[:n])[0].agreeing for n in range(1, 6)]
    assert counts == [1, 2, 2, 2, 2]
    beside = learned("acme.com", at_acme("flast", [("Eve", "Holt")]), accepted=accepted)
    assert {(each.name, each.agreeing) for each in beside} == {("flast", 1), ("first.last", 2)}


def test_a_real_address_that_was_once_refused_is_real():
    known = at_acme("first.last")
    assert learned("acme.com", known, refused=tuple(known)) == learned("acme.com", known)


def test_namesakes_without_an_address_share_the_doubt():
    flast, dotted = (learned("acme.com", at_acme(each)) for each in ("flast", "first.last"))
    alone = guess("Ann", "Lee", "acme.com", flast)[0]
    beside = guess("Ann", "Lee", "acme.com", flast, namesakes=[("Al", "Lee")])[0]
    assert beside.confidence <= Decimal("0.5") < Decimal("0.7") < alone.confidence
    assert beside.doubts == (Doubt.NAMESAKE,)
    other = guess("Ann", "Lee", "acme.com", dotted, namesakes=[("Al", "Lee"), ("Ann", "Ray")])[0]
    assert other.doubts == ()


def test_every_doubt_has_its_words():
    assert set(REASONS) == set(Doubt)
    assert set(SHARES) | set(CHOICES) == set(Doubt) and not set(SHARES) & set(CHOICES)
    assert all(sum(shares.values()) == 1 for shares in CHOICES.values())
    assert set(USUAL_PATTERNS) == set(PATTERNS)
