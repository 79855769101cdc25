"""Countries by their names and codes, and places by what stands behind a city."""

from tests.fixtures.rows import each_row
from yardflow.services.records.values.countries import (
    region_of_country,
    regions_of,
    regions_of_place,
)

# A region, and names as lists have them; a line that begins with spaces goes on.
NAMES = """
DE:Germany|Deutschland|Allemagne|Alemania|Germania|Duitsland|Alemanha|Niemcy|Německo|Tyskland|
    Saksa|Almanya|GER|DEU|Federal Republic of Germany|BRD|D|德国|ドイツ|독일|Германия
US:United States|USA|U.S.A.|U.S.|US|America|United States of America|Vereinigte Staaten|
    États-Unis|Etats Unis|Estados Unidos|EE.UU.|EEUU|EE. UU.|Stati Uniti|Verenigde Staten|EUA|
    Stany Zjednoczone|USA (United States)|Yhdysvallat|ABD|Spojené státy|美国|アメリカ|米国|the USA|
    The United States|Amerika|Vereinigte Staaten von Amerika|États-Unis d'Amérique|
    United Sates|Unites States
GB:UK|U.K.|United Kingdom|Great Britain|England|Scotland|Wales|Northern Ireland|Britain|
    Vereinigtes Königreich|Großbritannien|Grossbritannien|Royaume-Uni|Angleterre|Reino Unido|
    Inglaterra|Regno Unito|Gran Bretagna|Inghilterra|Verenigd Koninkrijk|Groot-Brittannië|
    Engeland|Wielka Brytania|Velká Británie|Storbritannien|Storbritannia|Iso-Britannia|
    Birleşik Krallık|İngiltere|GBR|英国|イギリス|Schottland|Écosse
NL:Netherlands|The Netherlands|Holland|Nederland|Niederlande|Pays-Bas|Países Bajos|Holanda|
    Paesi Bassi|Olanda|Países Baixos|Holandia|Nizozemsko|Nederländerna|Alankomaat|Hollanda|NLD|
    the Netherlands
CH:Switzerland|Schweiz|Suisse|Svizzera|Suiza|Suíça|Zwitserland|Szwajcaria|Švýcarsko|Sveits|
    Sveitsi|İsviçre|CHE|瑞士
AT:Austria|Österreich|Oesterreich|Autriche|Oostenrijk|Áustria|Rakousko|Østerrike|Itävalta|
    Avusturya|AUT
FR:France|Frankreich|Francia|Francja|Frankrijk|França|Francie|Frankrike|Frankrig|Ranska|Fransa|
    FRA|法国
ES:Spain|Spanien|España|Espana|Espagne|Spagna|Espanha|Spanje|Hiszpania|Španělsko|Espanja|
    İspanya|ESP|Spania
IT:Italy|Italien|Italia|Italie|Itália|Włochy|Itálie|İtalya|ITA
PL:Poland|Polen|Polska|Pologne|Polonia|Polônia|Polónia|Polsko|Puola|Polonya|POL
CZ:Czech Republic|Czechia|Tschechien|Tschechische Republik|République tchèque|Tchéquie|
    República Checa|Chequia|Repubblica Ceca|Cechia|Tsjechië|Česko|Česká republika|Czechy|
    Tjeckien|Tšekki|Tjekkiet|Tsjekkia|CZE|Čekya
SE:Sweden|Schweden|Suède|Suecia|Svezia|Zweden|Sverige|Suécia|Szwecja|Švédsko|Ruotsi|İsveç|SWE
NO:Norway|Norwegen|Norvège|Noruega|Norvegia|Noorwegen|Norge|Norwegia|Norsko|Norja|Norveç|NOR|
    Noreg
DK:Denmark|Dänemark|Danemark|Dinamarca|Danimarca|Denemarken|Danmark|Dania|Dánsko|Tanska|
    Danimarka|DNK
FI:Finland|Finnland|Finlande|Finlandia|Suomi|Finsko|Finlândia|Finlandiya|FIN
TR:Turkey|Türkiye|Turkiye|Türkei|Turquie|Turquía|Turchia|Turkije|Turquia|Turcja|Turecko|
    Turkiet|Turkki|Tyrkiet|Tyrkia|TUR
CN:China|People's Republic of China|PR China|P.R. China|PRC|P.R.C.|Mainland China|Chine|Cina|
    Chiny|Čína|Kina|Kiina|Çin|中国|中國|CHN|VR China|Volksrepublik China
JP:Japan|Japon|Japón|Giappone|Japão|Japonia|Japonsko|Japani|Japonya|日本|JPN
KR:South Korea|Korea|Republic of Korea|Korea, Republic of|Korea (South)|Südkorea|Corée du Sud|
    Corea del Sur|Corea del Sud|Zuid-Korea|Coreia do Sul|Korea Południowa|Sydkorea|Güney Kore|
    韓国|KOR|대한민국|한국|S. Korea|Korea South
TW:Taiwan|Taiwan, Province of China|Chinese Taipei|R.O.C.|Taiwán|Formosa|台湾|TWN|Taiwan (ROC)
HK:Hong Kong|Hong Kong SAR|HongKong|Hongkong|Hong Kong, China|Hong Kong S.A.R.|HKG|香港
SG:Singapore|Singapur|Singapour|Singapore, Singapore|新加坡|SGP
VN:Vietnam|Viet Nam|Việt Nam|VNM
RU:Russia|Russian Federation|Russland|Russie|Rusia|Rosja|Rusko|Venäjä|Rusya|Россия|RUS
UA:Ukraine|Ukraina|Ucraina|Ucrania|Ukrajina|UKR|Україна|The Ukraine
BR:Brazil|Brasil|Brasilien|Brésil|Brasile|Brazilië|Brazylia|Brazílie|Brasilia|Brezilya|BRA
MX:Mexico|México|Mexiko|Mexique|Messico|Méjico|Meksyk|Meksika|MEX|Estados Unidos Mexicanos
CA:Canada|Kanada|Canadá|CAN
AE:UAE|U.A.E.|United Arab Emirates|Emirates|Dubai|Abu Dhabi|VAE|Emiratos Árabes|ARE|EAU
SA:Saudi Arabia|KSA|Kingdom of Saudi Arabia|Saudi-Arabien|Saudi|Arabie Saoudite|Arabia Saudita|
    SAU
IE:Ireland|Republic of Ireland|Irland|Irlande|Irlanda|Éire|Eire|Ierland|Irlandia|Irsko|IRL|
    Ireland, Republic of
GR:Greece|Griechenland|Grèce|Grecia|Griekenland|Grécia|Grecja|Řecko|Grekland|Kreikka|
    Yunanistan|Hellas|Ελλάδα|GRC
PT:Portugal|Portogallo|Portugalia|Portugalsko|Portekiz|PRT|Portugali
BE:Belgium|Belgien|Belgique|Bélgica|Belgio|België|Belgia|Belgie|Belçika|BEL|Belgique/België
HU:Hungary|Ungarn|Hongrie|Hungría|Ungheria|Hongarije|Hungria|Węgry|Maďarsko|Ungern|Unkari|
    Macaristan|Magyarország|HUN
SK:Slovakia|Slovak Republic|Slowakei|Slovaquie|Eslovaquia|Slovacchia|Slowakije|Słowacja|
    Slovensko|SVK
RO:Romania|Rumänien|Roumanie|Rumania|Rumunia|România|Roemenië|Roménia|Romênia|ROU
IN:India|Indien|Inde|Índia|Indie|Bharat|Hindistan|IND|印度
ZA:South Africa|Südafrika|Afrique du Sud|Sudáfrica|Sudafrica|Zuid-Afrika|África do Sul|RSA|
    Republic of South Africa|ZAF
MA:Morocco|Marokko|Maroc|Marruecos|Marocco|Marrocos|MAR
EG:Egypt|Ägypten|Égypte|Egipto|Egitto|EGY|Mısır
IL:Israel|Israël|Israele|ISR|Izrael
RS:Serbia|Serbien|Serbie|Srbija|SRB
HR:Croatia|Kroatien|Hrvatska|Croatie|Croacia|Chorwacja|HRV
SI:Slovenia|Slowenien|Slovenija|SVN
BY:Belarus|Weißrussland|Belarus, Republic of
MK:North Macedonia|Macedonia|Nordmazedonien|FYROM
CI:Ivory Coast|Côte d'Ivoire|Cote d'Ivoire|Elfenbeinküste
MM:Myanmar|Burma
CD:DR Congo|Democratic Republic of the Congo|DRC|Congo, The Democratic Republic of the
SZ:Eswatini|Swaziland
IR:Iran|Iran, Islamic Republic of
BO:Bolivia|Bolivia, Plurinational State of
VE:Venezuela|Venezuela, Bolivarian Republic of
TZ:Tanzania|Tanzania, United Republic of
MD:Moldova|Moldova, Republic of|Republic of Moldova
PS:Palestine|Palestine, State of
LA:Laos|Lao People's Democratic Republic|Lao PDR
SY:Syria|Syrian Arab Republic
LU:Luxembourg|Luxemburg|Lussemburgo|LUX
EE:Estonia|Estland|Eesti
LV:Latvia|Lettland|Latvija
LT:Lithuania|Litauen|Lietuva
IS:Iceland|Island|Ísland|Islandia
NZ:New Zealand|Neuseeland|Nouvelle-Zélande|NZL|Aotearoa
AU:Australia|Australien|AUS|Aussie
GE:Georgia|Georgien
TT:Trinidad|Trinidad & Tobago|Trinidad and Tobago
BA:Bosnia|Bosnia & Herzegovina|Bosnia-Herzegovina
DO:Dominican Republic|República Dominicana|Dominican Rep.
PR:Puerto Rico
CR:Costa Rica
PE:Peru|Perú|Pérou
PH:Philippines|The Philippines|Philippinen|Filipinas|PHL
TH:Thailand|Tailandia|Thaïlande|THA
ID:Indonesia|Indonesien|IDN
MY:Malaysia|Malaisie|MYS
"""


def named() -> list[tuple[str, str]]:
    lines = NAMES.replace("|\n    ", "|").split("\n")
    return [
        (name, region)
        for region, _, names in (line.partition(":") for line in lines if line)
        for name in names.split("|")
    ]


@each_row(("name", "region"), named())
def test_a_country_has_its_names_in_many_languages(name: str, region: str):
    assert region_of_country(name) == region


@each_row(
    ("text", "region"),
    [
        *(
            ("us", "US"),
            ("de", "DE"),
            ("Côte d’Ivoire", "CI"),
            ("Cote d`Ivoire", "CI"),
            ("UK", "GB"),
            ("uk", "GB"),
        ),
        *(("USA / United States", "US"), ("Belgique/België", "BE"), ("Germany / France", "")),
        *(("Dreamland", ""), ("", ""), ("zz", ""), ("N/A", ""), ("n/a", ""), ("Europe", "")),
        *(("Other", ""), ("EMEA", ""), ("International", ""), ("--", "")),
    ],
)
def test_a_country_is_a_code_or_names_of_one(text: str, region: str):
    assert region_of_country(text) == region


PLACES = {
    "US": (
        *("Chicago, Illinois", "Austin, Texas", "New York, New York", "Washington, D.C."),
        *("Washington DC", "Washington, DC 20001", "Boston, MA, US", "New York, NY, USA"),
        *("Los Angeles, California, United States", "Atlanta, Georgia", "Austin, TX", "Austin TX"),
        *("Denver, CO", "Indianapolis, IN 46204", "Wilmington, DE", "Boise, ID", "New York, N.Y."),
        *("Seattle, Washington", "Dallas, TX 75201"),
    ),
    "CA": (
        *("Toronto, ON", "Toronto, Ontario", "Montréal, Québec", "Vancouver, British Columbia"),
        *("Vancouver, BC, Canada", "Calgary, AB T2P 1J9", "Halifax NS", "Toronto, Ontario, Canada"),
    ),
    "DE": (
        *("Hamburg, Germany", "Hamburg, Deutschland", "Hamburg (Germany)", "Hamburg / Germany"),
        *(
            "Hamburg - Germany",
            "Berlin, Germany, 10115",
            "Munich, DE",
            "München, DE",
            "20095 Köln, DE",
        ),
        *("Stuttgart, Baden-Württemberg, Germany", "Frankfurt am Main, Hessen, DE", "Germany"),
    ),
    "GB": (
        *("London, UK", "London, England", "London, United Kingdom EC1A", "London, GB"),
        "Leeds, West Yorkshire, United Kingdom",
    ),
    "NL": (
        *("Rotterdam, The Netherlands", "Rotterdam, NL", "Amsterdam, North Holland, Netherlands"),
    ),
    "FR": ("Paris, France", "75008 Paris, France", "Paris, Île-de-France, France"),
    "IN": ("Bangalore, IN", "Mumbai, IN", "Mumbai, MH, IN", "Bengaluru, Karnataka, India"),
    "CO": ("Bogota, CO", "Bogotá, CO", "Medellín, CO", "Bogotá D.C., CO"),
    "GE": ("Tbilisi, Georgia", "Tbilisi, GE"),
    "NO": ("Oslo, Norway", "Norway"),
    "": ("Oslo", "", "123 Main St SE", "San Francisco Bay Area", "Paris (75)", "10115", "-", ","),
}


@each_row(
    ("place", "region"), [(place, region) for region, places in PLACES.items() for place in places]
)
def test_a_place_ends_with_its_country_or_state(place: str, region: str):
    assert regions_of_place(place) == ((region,) if region else ())


@each_row(
    ("place", "regions"),
    [
        *(("Chicago, IL", ("US", "IL")), ("Chicago IL 60601", ("US", "IL"))),
        *(("Springfield, IN", ("US", "IN")), ("Tilburg-Noord, NL", ("CA", "NL"))),
        *(("Toronto, CA", ("US", "CA")), ("Duluth, MN", ("US", "MN"))),
    ],
)
def test_a_code_of_a_state_and_a_country_is_both(place: str, regions: tuple[str, ...]):
    assert regions_of_place(place) == regions


def test_a_persons_own_country_comes_before_their_accounts():
    assert regions_of("Germany", "Duluth, Minnesota") == ("DE",)
    assert regions_of("", "Duluth, Minnesota") == ("US",)
