"""Names as addresses spell them: handled, or refused; never garbled."""

import re
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.fixtures.rows import each_row
from yardflow.services.enrichment.providers.email_pattern.addresses import PATTERNS, spelled
from yardflow.services.enrichment.providers.email_pattern.names import mail_name
from yardflow.services.enrichment.providers.email_pattern.nobody import is_company
from yardflow.services.enrichment.providers.email_pattern.patterns import guess
from yardflow.services.enrichment.providers.protocol import Pattern
from yardflow.services.records.names.person_names import clean_name


@each_row(
    ("first", "last", "address"),
    [
        ("Ann", "Lee", "ann.lee"),
        ("José", "Cotto", "jose.cotto"),
        ("Łukasz", "Dương", "lukasz.duong"),
        ("Søren", "Ærø", "soren.aero"),
        ("Sinéad", "O’Connor", "sinead.oconnor"),
        ("D'Arcy", "Ma", "darcy.ma"),
        ("Jean-Luc", "Picard", "jean-luc.picard"),
        ("Anna", "Smith-Jones", "anna.smith-jones"),
        ("Ludwig", "van Beethoven", "ludwig.vanbeethoven"),
        ("Mary", "St. John", "mary.stjohn"),
        ("Omar", "Al-Farsi", "omar.alfarsi"),
        ("Dr. Laura", "Jones, MBA", "laura.jones"),
        ("Bob “Bobby”", "Lee Jr.", "bob.lee"),
        ("Robert (Bob)", "Lee", "robert.lee"),
        ("John Q.", "Public", "john.public"),
        ("José Luis", "Cotto", "jose.cotto"),
        ("Weiß", "Straße", "weiss.strasse"),
        ("Sean", "O' Brien", "sean.obrien"),
        ("Seán", "Ó Briain", "sean.obriain"),
        ("Sean", "O Brien", "sean.obrien"),
        ("D’ Arcy", "Ma", "darcy.ma"),
        ("Ann 'Annie'", "Lee", "ann.lee"),
        ("Ann\u200b", "Lee\u00ad", "ann.lee"),
        ("Ａｎｎ", "Ｌｅｅ", "ann.lee"),
        ("María", "de la Cruz y Ortega", "maria.delacruzyortega"),
        ("Prof. Dr. Hans", "Berg, PhD", "hans.berg"),
        ("Ann", "Lee III", "ann.lee"),
        ("N'Golo", "Kanté", "ngolo.kante"),
        ("Hồ", "Đức", "ho.duc"),
        ("İpek", "Işık", "ipek.isik"),
        ("Thijs", "'t Hart", "thijs.thart"),
        ("Thijs", "in 't Veld", "thijs.intveld"),
        ("Fiona", "Ní Bhriain", "fiona.nibhriain"),
        ("Aoife", "Nic Giolla", "aoife.nicgiolla"),
        ("Aoife", "Uí Néill", "aoife.uineill"),
        ("Anna", "Schmidt Ph.D.", "anna.schmidt"),
        ("Anna", "Schmidt MSc", "anna.schmidt"),
        ("Anna", "Schmidt RN", "anna.schmidt"),
        ("Dipl.-Ing. Hans", "Meier", "hans.meier"),
        ("Capt. John", "Rowe", "john.rowe"),
        ("Ann 🌟", "Lee", "ann.lee"),
        ("Ann", "Lee 🌟", "ann.lee"),
        ("Ann", "Smith-", "ann.smith"),
        ("Ann", "Smith 2nd", "ann.smith"),
        ("Henry", "Ford VI", "henry.ford"),
        ("Ann", "Lee she/her", "ann.lee"),
        ("Lee, Ann", "", "ann.lee"),
    ],
)
def test_a_name_is_spelled_like_this(first, last, address):
    assert spelled("first.last", mail_name(first, last))[0] == address


@each_row(
    ("first", "last"),
    [
        ("王", "伟"),
        ("Иван", "Petrov"),
        ("Ann", "김"),
        ("محمد", "علي"),
        ("", ""),
        ("?", "-"),
        ("X1", "B"),
        ("Аnn", "Lee"),  # its first letter is Cyrillic
        ("Σωκράτης", "Lee"),
        ("Ann", "Смит-Jones"),
        ("दीपा", "Rao"),
        ("Ⅳ", "Lee"),
        ("Ann", "Smith/Jones"),
        ("Ann", "Lee & Co"),
        ("ann@acme.com", ""),
        ("Ann_Marie", "Lee"),
        ("Ann", "-Lee-"),
        ("=1+1", "Lee"),
        ("Ann\r\nBcc:", "Lee"),
    ],
)
def test_a_name_in_other_letters_is_refused(first, last):
    assert mail_name(first, last) is None


@pytest.mark.parametrize(("first", "last"), [("Cher", ""), ("", "Cher")])
def test_a_single_name_fits_only_the_pattern_that_needs_no_other(first, last):
    name = mail_name(first, last)
    assert [pattern for pattern in PATTERNS if spelled(pattern, name)] == ["first"]


def test_an_initial_fits_only_patterns_that_need_no_more():
    name = mail_name("J.", "Smith")
    assert {pattern for pattern in PATTERNS if spelled(pattern, name)} == {
        *("f.last", "flast", "f_last"),
        *("last", "lastf", "last.f"),
    }
    assert spelled("flast", name) == ["jsmith"]


@each_row("last", ["Müller", "Smith-Jones", "van der Berg", "García López"])
def test_where_a_name_has_several_spellings_the_first_is_less_sure(last):
    name = mail_name("Ann", last)
    assert name.last.certainty < Decimal("0.7")
    assert len(name.last.forms) > 1


def test_both_ways_to_write_an_umlaut_are_known():
    assert set(mail_name("Jürgen", "Müller").last.forms) == {"muller", "mueller"}


def test_a_single_name_with_particles_stays_in_one_piece():
    for name in (mail_name("van der Berg", ""), mail_name("", "van der Berg")):
        assert spelled("first", name)[0] == "vanderberg"
        assert name.first.certainty < Decimal("0.7")


def test_a_family_name_alone_waits_for_a_person():
    assert mail_name("", "Smith").first.certainty < Decimal("0.7")


@each_row(("first", "last"), [("Dr.", "Smith"), ("Mr", "T"), ("Frau", "Müller")])
def test_a_title_is_not_taken_for_a_first_name(first, last):
    name = mail_name(first, last)
    assert {pattern for pattern in PATTERNS if spelled(pattern, name)} <= {"last"}


def test_a_degree_is_not_taken_for_a_last_name():
    assert spelled("first.last", mail_name("Ann", "MBA")) == []


# First | last; people and things that are no person's name, in many languages.
NOBODY = """
Regional|Manager, Store|Manager, Hiring|Manager, Project|Manager, Product|Manager, Program|Manager,
Managing|Director, Vice|President, Chief|Executive, Business|Owner, Owner|Operator,
Transport|Planner, Customs|Broker, Legal|Counsel, Group|Leader, Security|Guard, Truck|Driver,
Supply|Chain, Quality|Control, Quality|Assurance, Credit|Control, Tech|Support, Talent|Acquisition,
Investor|Relations, Inside|Sales, Back|Office, Call|Center, Service|Center, Distribution|Center,
Control|Tower, Key|Account, Guest|One, Plus|One, Extra|Badge, Spare|Badge, Badge|Holder,
Exhibitor|Badge, Team|Member, Staff|Member, VIP|Guest, Additional|Attendee, Speaker|TBD,
Student|Volunteer, No|One, Delete|Me, Please|Delete, Duplicate|Record, Left|Company,
Former|Employee, Not|Sure, Redacted|Redacted, Withheld|Withheld, Private|Private, abc|def, aaa|aaa,
aaa|bbb, XXXX|XXXX, asdf|ghjk, qwe|rty, FNU|LNU, LNU|LNU, President|, Owner|, CEO|, Driver|,
Accountant|, Intern|, Supply Chain|Team, Supply Chain|Analyst, Head of|Sales, Guest of|Ann Lee,
Board of|Directors, Inventory|Control, Dock|Supervisor, Demand|Planner, Sales|Jones, Web|Master,
DHL|Supply Chain, Acme|Customer Service, XPO|Logistics, Acme|GmbH, Acme|Inc., Smith|Family,
No longer|There, Do Not|Contact, To Be|Confirmed, Whom It|May Concern, Santa|Claus, Joe|Bloggs,
Vertriebs|Team, Einkaufs|Abteilung, Platzhalter|Platzhalter, Firma|Unbekannt, Firma|Müller,
Noch|Offen, Wird|Nachgereicht, NN|NN, N.N.|, Technischer|Leiter, Technischer|Einkauf,
Geschäfts|führung, Büro|Berlin, Betriebsleiter|, Werksleiter|, Lagerleiter|, Lagerleiterin|,
Begleitperson|, Praktikant|, Teilnehmer|Zwei, Name|folgt, Lager|Leiter,
Ressources|Humaines, Assistante|Commerciale, Service|Achats, Chargé de|Clientèle, Bureau|Paris,
À|Compléter, A|confirmer, Gérant|, Comptable|, Présidente|, Invité|Deux,
Almacén|Central, Jefe de|Compras, Departamento de|Compras, Atención|al Cliente, Fulano|Silva,
Fulano de|Tal, Por|Definir, Propietario|, Invitado|,
Amministratore|Delegato, Segreteria|Generale, Addetto|Vendite, Da|Confermare, Ufficio|Acquisti,
Titolare|, Ospite|, Setor|Compras, Setor de|Compras, Não|informado, A|Confirmar, Convidado|,
Nog|Onbekend, Hoofd|Inkoop, Klanten|Service, Nader te|Bepalen, Eigenaar|,
Osoba|Towarzysząca, Kierownik|Magazynu, Dział|Zakupów, Brak|Nazwiska, Do|Uzupełnienia,
Właściciel|, Vedoucí|Nákupu, Obchodní|Ředitel, Oddělení|Nákupu, Jednatel|, Ředitel|,
Salgs|Afdelingen, Daglig|Leder, Inköps|Chef, Innkjøpsavdeling|, VD|, Gäst|,
Osto|Osasto, Asiakas|Palvelu, Myynti|Päällikkö, Toimitusjohtaja|, Ei|Ole, ei ole|ei ole,
İnsan|Kaynakları, Satın|Alma, Satış|Müdürü, Muhasebe|, Lojistik|Müdürü, Müdür|
"""


@each_row("row", NOBODY.replace("\n", " ").split(","))
def test_a_role_a_team_and_what_stands_for_no_name_are_refused(row):
    first, last = row.strip().split("|")
    assert mail_name(first, last) is None


# Some are called like roles, things, offices or companies; the names are in first.last.
PEOPLE = """
Minnie Driver, Tina Guest, Anna Koch, Peter Page, Jack Black, Tom Cook, Ann Baker, Steve Jobs,
Mark Sales, Ernst Chain, Ray Park, Ellie Guard, Ann Price, Max Planck, Zachary Leader, Ian Broker,
Robert Service, Emily Post, Georg Handel, Joe Root, Mimi Leder, Saul Leiter, Farokh Engineer,
Nari Contractor, Charles Officer, Steve Buyer, Alberto Contador, Ann Key, Doris Day, Ann Tower,
Ann Hall, Ann Field, Ann Cross, Ann House, Jonas Støre, Ann Store, Philip Billing, Derek Bok,
Lluís Company, Ann Record, Ann Control, Ann Call, Ann Back, Ann Front, Ann Left, Ann Chief,
Ann Holder, Ann Staff, Ann Steward, Ann Shipman, Ann Partner, Ann Branch, Ann Blank, Karl Null,
Ann Leer, Ann Brak, Mats Person, Pavel Host, Roberto Gast, Uwe Kunde, Lena Lager, Otto Messe,
Ole Hansen, Ole Gunnar, Nan Goldin, Nao Tanaka, Soon Yi, Na Li, Nil Demir, Do An, Van Le, An Do,
Li Na, Ng Wei, Wei Ng, Alma Tal, Job Cohen, Edi Rama, Lon Chaney, Chief Okafor, General Smith,
Mae Post, Rose Gate, Miles Yard, Dean Head, Grant Frame, Art Booth, Bill Order, Sue News, May Day,
Will Chase, Penny Quote, Hope James, Faith Major, Rich Mann, Frank Press, Christian Main,
Ann Lee, Bob Li, John Smith, James Brown, Mary Jones, Linda Davis, David Wilson, Karen Moore,
Susan Clark, Nancy Hall, Paul Young, Mark King, Laura Wright, Kevin Hill, Brian Green, Emma Adams,
Hans Schmidt, Anna Weber, Peter Wagner, Maria Becker, Klaus Hoffmann, Uwe Richter, Ute Wolf,
Jörg Klein, Heike Schulz, Ralf Zimmermann, Sabine Kaufmann, Dirk Schneider, Jan Vogt, Eva Amtmann,
Jean Dupont, Marie Martin, Pierre Bernard, Luc Petit, Claire Durand, Julie Leroy, Paul Marchand,
Anne Boucher, Louis Lemaire, Alain Chevalier, Juan Pérez, Ana López, Luis Herrero, Pilar Molina,
José Guerrero, Lucía Ramos, Mario Rossi, Giulia Bianchi, Paolo Ferrari, Luca Fabbri, Elena Sarti,
Marco Notaro, João Silva, Ana Souza, Pedro Ferreira, Paula Machado, Tiago Sá, Rui Guerra,
Jan Bakker, Piet Visser, Anna Mulder, Kees Smit, Els Kuiper, Bram Koster, Jan Kowalski,
Anna Nowak, Piotr Kowal, Ewa Sołtys, Marek Młynarz, Jan Novák, Eva Dvořák, Petr Kovář, Jana Kučera,
Lars Hansen, Anders Berg, Karin Lund, Nils Holm, Ingrid Dahl, Kari Smed, Erik Ek, Matti Korhonen,
Aino Virtanen, Jukka Seppä, Anna Koski, Mehmet Demir, Ayşe Kaya, Ali Çelik, Fatma Usta,
Gábor Kovács, Éva Szabó, Ion Popescu, Ana Rusu, Ivan Horvat, Maja Kovač, Siti Aminah, Insan Kamil,
Kwame Mensah, Chinua Achebe, Fatima Osoba, Yuki Sato, Kenji Mori, Min Jun, Raj Patel, Priya Shah,
Arjun Merchant, Sunil Vakil, Farhan Master, Welcome Msomi, Innocent Dube, Justice Moyo
"""


@each_row("full", PEOPLE.replace("\n", " ").split(","))
def test_people_who_are_called_like_something_else_stay_people(full):
    first, last = full.split()
    assert spelled("first.last", mail_name(first, last)) != []


@each_row("first", ["Ole", "Nao", "Soon"])
def test_a_word_of_a_phrase_is_a_name_by_itself(first):
    assert spelled("first", mail_name(first, "")) == [first.lower()]


@each_row(
    ("first", "last", "fitting"),
    [
        ("Unknown", "Smith", {"last"}),
        ("FNU", "Smith", {"last"}),
        ("Not Known", "Smith", {"last"}),
        ("Ann", "Unknown", {"first"}),
        ("Ann", "LNU", {"first"}),
        ("Jan", "Nog Onbekend", {"first"}),
    ],
)
def test_half_a_name_that_is_not_known_fits_only_patterns_without_it(first, last, fitting):
    name = mail_name(first, last)
    assert {pattern for pattern in PATTERNS if spelled(pattern, name)} == fitting


def test_initials_are_not_what_stands_for_nothing():
    assert spelled("first.last", mail_name("K. A.", "Smith")) == ["ka.smith"]


@each_row(
    ("first", "last", "company"),
    [
        ("Acme", "Logistics", "Acme Logistics"),
        ("Acme Logistics", "", "ACME Logistics, Inc."),
        ("", "Acme", "The Acme Co."),
        ("Acme", "AG", "Acme AG"),
        ("Acme", "Driver", "Acme"),
        ("Acme Corp", "Booth", "Acme"),
        ("Staff", "Acme", "Acme"),
    ],
)
def test_a_company_s_name_is_no_person_s(first, last, company):
    assert is_company(first, last, company)


@each_row(
    ("first", "last", "company"),
    [
        ("Ann", "Lee", "Acme"),
        ("Ann", "Lee", ""),
        ("Ann", "Acme", "Acme"),
        ("Henry", "Ford", "Ford"),
        ("Lee", "Chang", "Lee"),
        ("Minnie", "Driver", "Driver"),
    ],
)
def test_a_person_with_a_part_of_the_company_s_name_stays_one(first, last, company):
    assert not is_company(first, last, company)


PLAIN = re.compile(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*")
PARTS = [
    "van",
    "de la",
    "O'",
    "O’",
    "Ó ",
    "St.",
    "J.",
    "J.P.",
    "-",
    "y",
    "Jr.",
    ", MBA",
    "Dr.",
    " ",
]
LETTERS = [
    "Ann",
    "Müller",
    "Zoë",
    "Łukasz",
    "Đức",
    "ß",
    "Ａ",
    "Smith-Jones",
    "(Bob)",
    "“B”",
    "\u200b",
]
NAMES = st.lists(st.sampled_from(PARTS + LETTERS) | st.text(max_size=6), max_size=5).map(" ".join)
# Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, Georgian, kana, Han, Hangul
OTHERS = ["αω", "ая", "את", "ءي", "अह", "กฮ", "ახ", "あん", "アン", "一龥", "가힣"]
FOREIGN = st.one_of(
    st.characters(min_codepoint=ord(first), max_codepoint=ord(last), categories=["Lu", "Ll", "Lo"])
    for first, last in OTHERS
)


@given(NAMES, NAMES, st.sampled_from(list(PATTERNS)))
def test_whatever_the_name_the_spelling_is_plain_or_there_is_none(first, last, pattern):
    name = mail_name(first, last)
    for local in spelled(pattern, name) if name else ():
        assert PLAIN.fullmatch(local)


@pytest.mark.slow
@given(NAMES, NAMES)
def test_whatever_the_name_the_address_that_is_guessed_is_one(first, last):
    known = [Pattern(pattern, 20, 20, Decimal("0.95")) for pattern in PATTERNS]
    for guessed in guess(first, last, "acme.com", known):
        local, _, domain = guessed.email.partition("@")
        assert PLAIN.fullmatch(local) and domain == "acme.com" and len(local) <= 64


@given(st.sampled_from(["{}", "Ann {}", "{}-Ann", "{}. Ann", "A{}n"]), FOREIGN)
def test_one_letter_of_another_script_and_the_name_is_refused(shape, letter):
    name = shape.format(letter)
    first, last = clean_name(name, "Lee")[0], clean_name("Ann", name)[1]
    assume(letter in first and letter in last)  # "د. Ann" and "Ann 氏" have a title
    assert mail_name(name, "Lee") is None
    assert mail_name("Ann", name) is None


@each_row(("first", "last"), [("د. Ann", "Lee"), ("Ann 氏", "Lee"), ("Ann", "Lee 님")])
def test_a_title_of_another_script_is_no_part_of_the_name(first, last):
    assert spelled("first.last", mail_name(first, last)) == ["ann.lee"]
