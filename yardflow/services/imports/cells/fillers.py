"""What lists have in a cell where there is nothing: words of many languages (`placeholders`), what
the choices of forms say before anybody chose, errors of spreadsheets, and signs.

A cell's case says nothing, except that Nan and NaN are not the same.
"""

import itertools
import re
from collections.abc import Iterable

from yardflow.services.imports.cells import merge_fields
from yardflow.services.records.values import placeholders
from yardflow.services.records.values.normalize import folded

# Written like that they are names: Nan Goldin, Li Na.
_NAMES = frozenset({"Na", "Nan", "Nil", "Na Na", "Nan Nan", "Nil Nil"})
_OF_PROGRAMS = frozenset({"null", "nan", "nil", "none"})
_SIGNS = "-.?/*_–—…"
_LONGEST = 40
# What may stand around a word for nothing: ``--None--``, ``Please select...``.
_AROUND = " -–—.…:*!"
# #N/D, #Н/Д, #¿NOMBRE?, #¡DIV/0!, #N/A N/A
_ERROR = re.compile(
    r"#(?:[¡¿]?[^\W\d_][\w/]{0,20}[!?]|\w{1,2}/\w{1,4}!?(?: N/A)?|GETTING_DATA|DIV/0|[¡¿]?НД)"
)
# What Odoo has for nothing in any field.
_OF_ODOO = {"false"}
# Of forms and their choices, and of those who sold a ticket that nobody has put a name on.
_CHOICES = """
- select -, -select-, -- select --, --select--, <select>, [select], (select), select one,
select an option, select option, please select, please select one, choose one, please choose,
- choose -, bitte wählen, bitte wählen sie, bitte auswählen, seleccione, seleccionar,
seleccione una opción, elija una opción, selecione, selecione uma opção, sélectionner,
sélectionnez, veuillez sélectionner, choisissez, veuillez choisir, selezionare,
seleziona un'opzione, maak een keuze, selecteer, wybierz, vyberte, välj, vælg, velg, valitse,
seçiniz, выберите, 请选择, 請選擇, 選択してください, 선택하세요, 선택,
info requested, information requested, [object object], undefined undefined,
[email protected], email hidden, email protected, http://, https://, www., http://www., https://www.
"""
_MORE = """
unknown company, no company name, not indicated, not stated, none given, none provided,
not specified by user, keine firma, ohne firma, ohne angabe, o.a., nicht zutreffend,
aucune société, sans société, aucun renseignement, no se aplica, no procede, no especificado,
no especificada, no indicado, sin especificar, sin asignar, sin empresa, não se aplica,
não especificado, não especificada, não consta, sem empresa, non specificato, non specificata,
non indicato, nessuna azienda, geen bedrijf, niet opgegeven, ikke aktuelt, ej aktuellt, ej angivet,
ei tietoa, není k dispozici, nincs, nincs adat, belirtilmedi, н/д, не указана, не указаны,
без компании, без организации, нет компании, нет организации, компания не указана,
организация не указана, без фирмы, немає компанії, без компанії, brak firmy, bez firmy,
bez společnosti, žádná firma, brak organizacji, ingen firma, intet firma, uden firma,
ingen virksomhed, inget företag, utan företag, ingen bedrift, uten firma, ei yritystä,
ilman yritystä, nincs cég, cég nélkül, fără firmă, fără companie, firma yok, şirket yok,
geen firma, zonder bedrijf, zonder firma, geen organisatie, pas d'entreprise, sans entreprise,
aucune entreprise, pas de société, ninguna empresa, no tiene empresa, nenhuma empresa,
não tem empresa, senza azienda, senza ditta, nessuna società, no organization,
no employer, 无公司, 無公司, 没有公司, 沒有公司, 暂无公司, 会社なし, 勤務先なし, 所属なし,
회사 없음, 소속 없음, χωρίς εταιρεία, няма фирма, bez tvrtke, brez podjetja, don't have,
do not have, doesn't have, does not have, don't know, do not know, not sure, no idea, weiß nicht,
weiss nicht, nicht bekannt gegeben, keine bekannt, je ne sais pas, ne sait pas, n'a pas, no sé,
no lo sé, no sabe, non so, non lo so, non ha, não sei, não sabe, weet niet, weet ik niet,
heeft niet, nie wiem, nie wie, vet ej, vet inte, har ej, ved ikke, vet ikke, har ikke, en tiedä,
tulossa, täydennetään, nemá, neví, doplnit, doplnit později, bude dodáno, uzupełnić, do dodania,
не знаю, не знает, уточняется, уточнить, не має, bilmiyorum, 不知道, 不清楚, 待填写, わからない,
分からない, わかりません, 確認中, ありません, 없습니다, 모르겠음, 확인중,
не применимо, 未填写, 未填, 没填, 未提供, 未设置, ナシ, 特になし, 해당없음, 해당 없음
"""
# In fields that may be empty: as in the row above, not now, and words that are names, too. Of
# companies these are among `no_companies`.
_ONLY_THERE = """
ditto, dito, dto., idem, 〃, 同上, same, same as above, see above, siehe oben, wie oben,
voir ci-dessus, ver arriba, come sopra, nu are, zie boven, jak wyżej, j.w., som ovan, ohne, sans,
sin, senza, sem, zonder, bez, uten, uden, utan, без, private, privat, privé, privado,
withheld, not public, not shared, unlisted, ex-directory, www, http, https, link, tel,
confidential, vertraulich, confidentiel, none yet, not yet, awaiting, awaiting info, later,
will follow, to come, to be provided, to be supplied, to be advised, kommt noch, noch nicht,
reicht nach, pas encore, plus tard, todavía no, aún no, en breve, non ancora, a breve,
n/v, false, falsch, faux, falso, fałsz, onwaar, ложь,
on request, upon request, auf Anfrage, sur demande, bajo petición, su richiesta, op aanvraag,
sob consulta, na życzenie, på begäran, efter anmodning, på forespørsel, pyynnöstä, по запросу,
choose, select a country, select country, select your country, choose a country, choose country,
select a value, select industry, select a state, bitte wählen sie aus, land auswählen, land wählen,
choisir, choisir un pays, choisissez un pays, sélectionnez un pays, seleccione un país,
seleccionar país, selecione um país, seleziona, seleziona un paese, scegli, kies, kies een land,
selecteer een land, wybierz kraj, välj land, vælg land, velg land, valitse maa, ülke seçin,
выберите страну, 请选择国家, 国を選択,
ainda não, nog niet, jeszcze nie, ikke endnu, ikke ennå, inte än, ei vielä, zatím ne,
még nincs, henüz yok, пока нет, 后补, 稍后提供, 後日, 後日連絡, 추후
"""
# What a cell may say it lacks: "sin correo", "kein Telefon", "brak strony www".
_LACKING = {
    "no, without, none, missing, no valid, no direct": (
        "email, e-mail, mail, email address, phone, tel, telephone, phone number, mobile, cell,"
        " number,"
        " fax, website, web site, web, webpage, site, url, linkedin, linkedin profile, profile,"
        " title, job title, position"
    ),
    "kein, keine, keinen, ohne, fehlende": (
        "tel, email, e-mail, mail, mailadresse, e-mail-adresse, telefon, telefonnummer, nummer,"
        " handy,"
        " handynummer, mobil, mobilnummer, fax, website, webseite, web, homepage, internetseite,"
        " linkedin, profil, linkedin-profil, titel, position, funktion"
    ),
    "pas de, pas d', sans, aucun, aucune, pas": (
        "email, e-mail, mail, adresse mail, adresse e-mail, courriel, téléphone, tél, tel,"
        " portable,"
        " mobile, numéro, site, site web, site internet, linkedin, profil, fonction, poste, titre"
    ),
    "sin, no tiene, ningún, ninguna, no hay": (
        "correo, correo electrónico, email, e-mail, mail, teléfono, telefono, tel, móvil, celular,"
        " número, web, página web, sitio, sitio web, linkedin, perfil, cargo, puesto, título"
    ),
    "sem, não tem, nenhum, nenhuma, não há": (
        "email, e-mail, correio, telefone, tel, telemóvel, celular, número, site, website, página,"
        " linkedin, perfil, cargo, função"
    ),
    "senza, nessun, nessuna, nessuno, manca, non ha": (
        "email, e-mail, mail, posta, telefono, tel, cellulare, numero, sito, sito web, linkedin,"
        " profilo, ruolo, qualifica, titolo"
    ),
    "geen, zonder, heeft geen": (
        "email, e-mail, mail, e-mailadres, mailadres, telefoon, telefoonnummer, mobiel, nummer,"
        " gsm,"
        " site, website, webpagina, linkedin, profiel, functie, titel"
    ),
    "brak, bez, nie ma": (
        "e-maila, maila, email, e-mail, adresu, adresu e-mail, telefonu, telefon, numeru, komórki,"
        " strony, www, strony www, strony internetowej, linkedin, profilu, stanowiska"
    ),
    "ingen, inget, utan, uten, uden, ikke, intet, mangler, saknar": (
        "email, e-mail, mail, mejl, e-post, epost, telefon, telefonnummer, mobil, mobilnummer,"
        " nummer, hemsida, hjemmeside, nettside, webside, linkedin, profil, titel, tittel"
    ),
    "ei, ei ole": "sähköpostia, puhelinta, puhelinnumeroa, numeroa, verkkosivuja, kotisivuja",
    "bez, žádný, nemá": "e-mailu, emailu, e-mail, email, telefonu, telefon, webu, web, mobilu",
    "nincs": "email, e-mail, e-mail cím, telefon, telefonszám, mobil, honlap, weboldal",
    "fără, nu are": "email, e-mail, telefon, site, website, mobil",
    "нет, без": "почты, email, e-mail, телефона, сайта, номера, мобильного, должности",
    "немає, без": "пошти, email, e-mail, телефону, сайту, номера",
    "无, 無, 没有, 沒有, 暂无, 暫無": (
        "邮箱, 郵箱, 电话, 電話, 手机, 手機, 网站, 網站, 网址, 職稱, 职位"
    ),
}
# The same where the word for no stands behind.
_LACKED = {
    "n/a, none, unknown, missing, tbd, tba, pending, not available, not provided": (
        "email, e-mail, phone, mobile, website, site, linkedin, title"
    ),
    "under construction, en construction, en construcción, em construção, in costruzione": (
        "site, web, website, web site, page, sitio, página, sito, pagina"
    ),
    "yok": "e-posta, email, mail, telefon, cep, web sitesi, web, numara",
    "なし, 無し, 不明": (
        "メール, メールアドレス, 電話, 携帯, 番号, サイト, ホームページ, HP, URL, 役職"
    ),
    "없음": "이메일, 메일, 전화, 전화번호, 휴대폰, 홈페이지, 웹사이트, 직책",
}


class Fillers:
    """Texts that stand for nothing, in any case but that of a name."""

    def __init__(
        self, texts: Iterable[str], *, names: frozenset[str] = frozenset(), signs: bool = False
    ) -> None:
        self._texts = frozenset(text.casefold() for text in texts)
        self._names = names
        self._signs = signs

    @property
    def first_words(self) -> frozenset[str]:
        """What the texts begin with, in lower case and without accents."""
        return frozenset(folded(text).split()[0] for text in self._texts if folded(text).strip())

    def __contains__(self, text: str) -> bool:
        if not text:
            return False
        if text[0] in merge_fields.BEGINNINGS and merge_fields.are(text):
            return True
        if len(text) > _LONGEST:
            return False
        if text.casefold().replace("’", "'") in self._texts:
            return text not in self._names
        if text[0] == "#":
            return text.isupper() and bool(_ERROR.fullmatch(text))
        if text[-1].isalnum():  # as nearly every cell does
            return False
        bare = text.strip(_AROUND)
        if bare != text and bare:
            return bare in self
        return self._signs and not any(map(str.isalnum, text))


def is_written_as_name(text: str, other: str) -> bool:
    """Whether a word such as "Null" is a name beside another one, by how both are written."""
    if not text.replace(" ", "").isalpha():
        return False
    return text.istitle() or (text.isupper() and other.isupper()) or _is_small(text, other)


def _is_small(text: str, other: str) -> bool:
    """Whether a whole name is in small letters, and this is no leftover of a program."""
    return text.islower() and other.islower() and text not in _OF_PROGRAMS


def _split(words: str) -> set[str]:
    return {word.strip() for word in words.split(",")}


def _lacking() -> set[str]:
    pairs = [(no, what) for no, things in _LACKING.items() for what in _split(things)]
    said = {f"{word} {what}" for no, what in pairs for word in _split(no)}
    behind = [(no, what) for no, things in _LACKED.items() for what in _split(things)]
    said |= {f"{what} {word}" for no, what in behind for word in _split(no)}
    # ``pas d'email``, ``無電話``, ``電話なし``.
    return said | {
        text.replace("' ", "'") if "'" in text else text.replace(" ", "") for text in said
    }


def _twice(words: Iterable[str]) -> set[str]:
    return {f"{word} {word}" for word in words}


_chosen = _split(_CHOICES) | _split(_MORE)
_words = _split(placeholders.WORDS) | _chosen
_brackets = (("(", ")"), ("[", "]"), ("<", ">"), ("{", "}"), ("（", "）"), ("【", "】"))
_bracketed = {f"{left}{word}{right}" for word in _words for left, right in _brackets}
_repeated = {sign * count for sign in f"{_SIGNS}=~#+," for count in range(1, _LONGEST)}
_mixed = {"".join(signs) for count in (2, 3) for signs in itertools.product(_SIGNS, repeat=count)}
_zeros = {"0", "00", "000", "0000", "0.0", "0.00"}
_exes = {"x" * count for count in range(3, _LONGEST)}
_no_names = (
    _bracketed
    | _OF_ODOO
    | _chosen
    | {word for word in _words if not word.isalpha()}
    | set(placeholders.NO_NAMES.split())
)
_doubtful = set(placeholders.DOUBTFUL.split())
_doubtful_names = _doubtful | _twice(_doubtful) | set(placeholders.DOUBTFUL_NAMES)
_nothing = _repeated | _mixed | _zeros | _exes | _no_names
_noted = _words | _twice(_words) | _bracketed | _repeated | _mixed | _exes

# Of notes, where 0 is a rating.
NOTHING_IN_NOTES = Fillers(_noted)
# Of flags, where нет is an answer.
NOTHING_IN_FLAGS = Fillers(_noted - {"нет"})
# Of any other field.
NOTHING = Fillers(_noted | _zeros | _split(_ONLY_THERE) | _lacking())
# Of a company: one called "None" would gather all whose company the list doesn't know. Who is
# really called so can be entered as "None Ltd".
NOTHING_IN_COMPANIES = Fillers(_noted | _zeros | _OF_ODOO, signs=True)
# Of a name or a part of one; `DOUBTFUL_NAMES` are for a second look.
DOUBTFUL_NAMES = Fillers(_doubtful_names, names=_NAMES)
NOTHING_IN_NAMES = Fillers(_nothing | _twice(_nothing) | _doubtful_names, names=_NAMES)
