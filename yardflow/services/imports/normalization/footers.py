"""Rows that are no record: totals, numbers of pages, and what a program writes below a list."""

import re

from yardflow.services.records.values.normalize import folded

REASON = "This looks like a total or a footer. Fill in its other cells to import it."
_LONGEST = 200

_NUMBER = r"(?:[:：=#]? ?\(?\d[\d.,' ]*\)?(?:社|件|名|家|개)?)"
_THINGS = (
    r"(?:records?|rows?|entries|items|results?|companies|contacts?|people|persons|attendees"
    r"|participants?|visitors|guests|delegates|registrations|registrants|anmeldungen|besucher|gaste"
    r"|inscrits|visiteurs|asistentes|inscritos|participantes|visitantes|partecipanti|iscritti"
    r"|visitatori|bezoekers|aanmeldingen|uczestnikow|besokare|gjester|osallistujat|katilimci"
    r"|exhibitors?|accounts?|leads?|count|number|amount|general|generale|generaux|geral|firmen"
    r"|eintrage?|datensatze|zeilen|teilnehmer|aussteller|kontakte|personen|enregistrements|lignes"
    r"|entrees|societes|entreprises|exposants|personnes|resultats|registros|filas|empresas|contactos"
    r"|expositores|personas|resultados|righe|aziende|contatti|espositori|risultati|rijen|bedrijven"
    r"|deelnemers|resultaten|wierszy|rekordow|rader|poster|deltagare|deltakere"
    r"|deltagere|virksomheder|personer|henkiloa|osob|pracownikow|kontaktow|ucastniku|zaznamu"
    r"|человек|участников|контактов|записеи)"
)
_KOREAN = "|".join(map(folded, ("합계", "총계", "소계", "총합계")))
_TOTAL = (
    r"(?:grand |overall |sum |sub ?-? ?)?(?:totals?|totaal|totale|totalen|totali|totaux|totales"
    r"|totais|totaler|summe|gesamt(?:summe|anzahl|zahl)?|zwischensumme|insgesamt|eindtotaal|totalt"
    r"|samman ?lagt|sammenlagt|samtals|kokku|kopa|is viso|ukupno|spolu|skupaj|general total"
    r"|(?:nombre|numero|aantal|antal|antall|liczba) total[aet]?|(?:toplam|genel) (?:sayi|toplam)"
    r"|(?:total )?i alt|ogolem|yhteensa|celkem|osszesen|toplam"
    r"|итого|всего(?: записеи)?"
    r"|合計|総計|総数|小計|合计|总计|總計|小计|计|計"
    rf"|{_KOREAN})"
    rf"(?: (?:number |# )?(?:of |de |di |du |der )?{_THINGS}| of \w{{2,20}}| \(blank\))?"
    rf"(?: \(\d[\d.,]* {_THINGS}\))?"
)
# Words that mean something else, unless a number stands beside them.
_SUM = (
    r"(?:sum|suma|summa|somme|razem|anzahl|count|soucet|average|durchschnitt|(?:row|record) count"
    r"|quantidade|qtde?\.?(?: total)?|lacznie|(?:totalt )?antall?|lukumaara|pocet|ilosc|aantal"
    r"|cantidad"
    rf"|anzahl {_THINGS}|(?:number |no\. ?)?of {_THINGS})"
)
_PAGES = "|".join(map(folded, ("ページ", "페이지", "頁", "页", "صفحة", "עמוד")))
_PAGE = (
    r"(?:(?:page|seite|pagina|strona|sida|side|sidan|sivu|strana|stranka|stran|stranica|oldal|sayfa"
    r"|blaðsiða|lehekulg|lapa|puslapis|σελιδα|страница|сторінка|(?:p|pg|pag|стр|стор|lk|str)\.)"
    rf" ?:? ?\d+|\d+\. ?(?:oldal|sayfa|seite|strana|stran|puslapis|lapa)"
    rf"|(?:{_PAGES}) ?:? ?\d+|第 ?\d+ ?[页頁](?: ?[共/] ?\d+ ?[页頁])?"
    rf"|\d+(?: ?/ ?\d+)? ?(?:{_PAGES}))"
)
_OF = r"(?: ?(?:of|von|de|di|sur|van|z|av|af|из|/) ?\d+)?"
# Behind a list on a page of the web.
_SHOWN = (
    r"(?:next|previous|first|last)(?: page)? ?[›»>→]{1,2}|(?:next|previous) page"
    r"|back to (?:list|search|top)|(?:load|show|view) more|view (?:full )?profile"
    r"|no (?:more |other )?(?:results|records|entries|matches)(?: found)?|loading ?\.{0,3}"
    r"|(?:rows|items|entries|results|records) per page ?:? ?\d*|rows? \d+ ?(?:-|–|to) ?\d+"
    r"|(?:sign|log) in to (?:see|view).*|(?:privacy|cookie) (?:policy|notice|settings)"
    r"|terms of (?:use|service)|accept all(?: cookies)?|sent from my \w{1,20}|unsubscribe"
    r"|selected ?: ?\d+|\d+ selected|(?:list )?continue[ds] on next page"
    r"|(?:(?:showing|displaying|results|viewing|selected) ?:? ?)?\d+(?: ?(?:-|–|to) ?\d+)?"
    rf" (?:of|von|sur|de) \d[\d.,]*(?: {_THINGS})?"
    r"|共 ?\d+ ?(?:条|條|家|人|件|名|页|頁)(?:记录|紀錄)?|全 ?\d+ ?(?:件|社|名)"
)
# Above a list.
_HEADINGS = (
    r"(?:exhibitors?|attendees?|visitors?|participants?|aussteller|teilnehmer|sponsors?)"
    r"[ -]?(?:list|directory|liste|verzeichnis)(?: \d{4})?"
    r"|list of (?:exhibitors|attendees|participants|sponsors)(?: \d{4})?"
    r"|liste des (?:exposants|participants)|lista de (?:expositores|participantes|asistentes)"
)
_FILTERS = (
    r"(?:applied filters?|filters? applied|filters?|filtered by|sort(?:ed)? by) ?:.*"
    r"|no filters applied"
)
# What is said of a list or a report.
_SAID = (
    r"confidential (?:information )?-? ?do not (?:distribute|copy|share)|company confidential"
    r"|(?:strictly |highly )?(?:private (?:and|&) )?confidential(?: (?:and|&) proprietary)?"
    r"|(?:proprietary|private) (?:and|&) confidential|this (?:list|document|report|file) is .*"
    r"|(?:please )?do not (?:distribute|copy|share|forward|reply)|for your eyes only"
    r"|(?:streng |strikt )?vertraulich|nur (?:fur (?:den )?internen|zum internen) gebrauch"
    r"|(?:strictement )?confidentiel|usage interne|(?:estrictamente )?confidencial|uso interno"
    r"|(?:strettamente )?riservato|(?:strikt )?vertrouwelijk|(?:alleen )?voor intern gebruik"
    r"|poufne|(?:prisne )?duverne|fortrolig|konfidentiell|luottamuksellinen|gizlidir"
    rf"|{folded('конфиденциально')}|機密|社外秘|部外秘|机密|保密|{folded('대외비')}"
    r"|(?:\S{0,20} ){0,4}subject to change(?: without notice)?|legend|row labels|count|average"
    r"|(?:note ?: )?[*+†]? ?(?:denotes|indicates) (?:a |an )?(?:new|first.time|returning|sponsor).*"
    r"|powered by(?: .*)?|data provided by .*|questions\? .*|fragen\? .*"
    r"|(?:please )?note ?: .*|(?:hinweise?|bitte beachten|remarque|nb|n\.b\.) ?: .*|visit us at .*"
    r"|(?:alle )?angaben ohne gewahr|prepared (?:by|for) ?:.*|disclaimer ?:.*"
)
_MADE = (
    r"(?:this )?(?:report |list |data |file |document )?(?:was )?(?:last )?"
    r"(?:generated|exported|created|printed|downloaded|compiled|produced|extracted|retrieved"
    r"|updated|erstellt|exportiert|gedruckt|generiert|genere|exporte|imprime|cree|generado"
    r"|exportado|creado|impreso|generato|esportato|stampato|gegenereerd|geexporteerd|afgedrukt"
    r"|wygenerowano|wyeksportowano|wydrukowano|gerado|emitido|impresso|skapad|utskriven|exporterad"
    r"|opprettet|utskrevet|eksportert|eksporteret|udskrevet|tulostettu|viety|luotu|edite"
    r"|vytisteno|exportovano|vygenerovano|nyomtatva|exportalva|yazdirildi|выгружено|распечатано)"
    r" ?(?:automatically|:|(?:by|on|at|from|via|using|with|am|von|mit|um|vom|le|par|el|por|il|da|op"
    r"|door|em|av|den|dnia)\b|\d).*"
)
_END = (
    r"end of (?:the )?(?:report|list|file|data|document|export|table|page|records?|results?)"
    r"|ende (?:des|der) (?:berichts?|liste|datei|dokuments|exports?|tabelle)|listenende"
    r"|fine (?:dell'|della |del )?(?:elenco|lista|report|rapporto|documento|file|tabella)"
    r"|einde (?:van (?:de |het )?)?(?:lijst|rapport|bestand|document)|slut pa listan?"
    r"|slutt pa listen|koniec (?:listy|raportu|pliku)|konec (?:seznamu|souboru)|lista vege"
    r"|fim (?:da |do )?(?:lista|relatorio|documento|arquivo)|liste sonu|конец (?:списка|отчета)"
    r"|fin (?:du |de la |de l'|del? )(?:rapport|liste|fichier|document|export|informe|lista"
    r"|listado|archivo|documento)"
)
_MONTH = r"(?:jan|feb|mar|apr|mai|may|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]{0,7}\.?"
_DATE = r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}"
_DAY = (
    rf"(?:{_DATE}"
    rf"|(?:\w{{2,12}},? )?\d{{1,2}}\.? {_MONTH},? (?:19|20)\d\d"
    rf"|(?:\w{{2,12}},? )?{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
)
_TIME = r"(?:,? ?\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?)?"
_ORIGIN = (
    rf"{_DAY}{_TIME}|(?:(?:print(?:ed)?|export|report|download) )?date ?:? ?\d.*"
    r"|export (?:vom|du|del|di|van|fra|fran|z|ze dne) ?\d.*"
    r"|version \d[\d.]*|appendix [a-z\d]|(?:sheet|tabelle|hoja|feuil|foglio|blad) ?\d{1,2}"
    r"|(?:source|quelle|fuente|fonte) ?: .*|(?:data )?(?:as of|stand|(?:report|export|run) date"
    rf"|datum|druckdatum|date printed|date d'edition) ?:? ?(?:\d.*|{_MONTH} \d{{4}})"
    rf"|(?:last )?updated {_MONTH} \d{{4}}"
    r"|© ?.*|\(c\) .*\d{4}.*|copyright (?:©|\(c\)|\d{4}).*"
    r"|all rights reserved|alle rechte vorbehalten|tous droits reserves|alle rechten voorbehouden"
    r"|todos los derechos reservados|tutti i diritti riservati|todos os direitos reservados"
    r"|wszelkie prawa zastrzezone|все права защищены|版权所有|無断転載禁止"
    r"|(?:for )?internal use only|strictly confidential"
)
_YEAR = r"(?:19|20)\d\d"
_LIST = (
    r"(?:export|report|list|liste|bericht|datei|auszug|datenexport|rapport|elenco|lista|informe"
    r"|listado|relatorio|raport|zestawienie|seznam|vypis|lijst|overzicht|utdrag|uttrekk|luettelo"
    r"|rapor|отчет|список|выгрузка)"
)
# What a tool writes of when a list was made and last changed.
_CHANGED = (
    rf"{_LIST} (?:wurde |a ete |was )?(?:erstellt|exportiert|generiert|gedruckt|heruntergeladen|run"
    r"|prepared|genere|exportee?|creee?|etablie?|telechargee?|generad[oa]|cread[oa]|descargad[oa]"
    r"|generat[oa]|creat[oa]|scaricat[oa]|gerad[oa]|criad[oa]|baixad[oa]|gegenereerd|aangemaakt"
    r"|gedownload|wygenerowan[oay]|pobran[oay]|vytvoren[oay]?|stazen[oay]?|skapad|nedladdad"
    r"|opprettet|hentet|oprettet|luotu|ladattu|olusturuldu|сформирован[оа]?|создан[оа]?)"
    r"(?: (?:am|von|vom|by|on|at|le|par|el|por|il|da|em|op|door|dnia|przez|dne|av|den)\b.*| ?\d.*)?"
    r"|(?:(?:zuletzt|letzte|last|derniere|dernier|ultima|ultimo|laatst|laatste|ostatnia|ostatnio"
    rf"|posledni|senast|sist|sidst|viimeksi|son|последнее|{_LIST}) )?(?:aktualisier(?:t|ung)"
    r"|geandert|bearbeitet|updated?|modified|mise? a jour|maj|actualisee?|actualiza(?:cion|d[oa])"
    r"|aggiorna(?:mento|t[oa])|atualiza(?:cao|d[oa])|bijgewerkt|aktualizacja|zaktualizowan[oa]"
    r"|aktualizace|aktualizovan[oa]|uppdatera[dt]|andrad|oppdatert|endret|opdateret|paivitetty"
    r"|guncellen?(?:me|di)|обновлен(?:о|ие|а)?)(?: (?:tarihi|datum|date|den|am|vom|le|du|el|al|il"
    rf"|em|op|dnia|dne|on))? ?[:：]? ?.{{0,20}}{_YEAR}.*"
    r"|(?:donnees|datos|dati|dados|gegevens|daten|dane|data|stan|stav|stand|status|liste)"
    r" (?:arretee?s? au|au|al|a|em|per|vom|na dzien|ke|k|pr\.?|as of|as at|del|de) ?:? ?"
    rf"(?:{_DATE}|\d.{{1,20}}{_YEAR}).*"
    r"|дата (?:формирования|выгрузки|обновления|печати|отчета) ?: ?\d.*"
    r"|(?:更新日|作成日|出力日|印刷日|最終更新日?|基準日|更新时间|更新日期|导出时间|导出日期|導出日期|匯出日期|列印日期|打印日期|生成日期)"
    r" ?[:：]? ?\d.*"
)
# How many there are, of things of any name.
_WORD = r"[^\W\d_]{3,30}"
_SIZE = (
    r"(?:(?:total |gesamt)?(?:an)?zahl|nombre|nombre total|numero|numero total|(?:total )?number"
    r"|(?:totaal )?aantal|(?:totalt )?antall?|(?:laczna )?liczba|(?:celkovy )?pocet"
    r"|(?:общее )?количество|toplam)"
    r"(?: (?:der|des|de|di|of|de los|de las|degli|delle|dei|do|dos|das|van|van de|av|af))?"
    rf"(?: (?:d|de l|dell)['’])? ?{_WORD}(?: {_WORD})? ?[:：=] ?\d[\d.,' ]*"
    rf"|{_WORD} (?:yhteensa|totalt|totaal|insgesamt|gesamt|celkem|razem|osszesen|in total|au total"
    r"|en total|in totale|i alt|sayisi|всего) ?[:：=] ?\d[\d.,' ]*"
    r"|(?:出展社数|出展者数|参加者数|来場者数|件数|参展商数量?|参展企业数量?|参会人数|记录数|总数)"
    r" ?[:：] ?\d[\d., ]*[件名社人]?"
)
_SUMS = (
    r"celkovy soucet|celkova suma|suma koncowa|suma ogolem|somma totale|suma total|soma total"
    r"|totalsumma?|slutt?summa?|kokonaissumma|loppusumma|vegosszeg|eindsom|общии итог|общая сумма"
    r"|総合計|总和"
)
# What signs in a list mean.
_KEY = (
    r"(?:legend|legende|leyenda|leggenda|legenda|key|selite|vysvetlivky|aciklama|凡例|图例"
    r"|условные обозначения) ?[:：] ?.*=.*"
    r"|(?:exhibitors?|companies|entries|names|aussteller|firmen|exposants|expositores|espositori"
    r"|exposanten|wystawcy|vystavovatele|utstallare|utstillere|udstillere)"
    r" (?:marked|flagged|highlighted|gekennzeichnet|marques|marcad[oa]s|contrassegnati|gemarkeerd"
    r"|oznaczeni|oznaceni|markerade|merket|markeret|(?:with|mit) (?:an? |einem )?(?:[*+†]|stern)).*"
    r"|(?:new|neuer?|first.time|nouve(?:l|aux?)|nuevos?|nuov[io]|novos?|nieuwe|nowi|nowy|nya|nye"
    r"|uudet|yeni) (?:exhibitors?|aussteller|exposants?|expositor(?:es)?|espositor[ei]|exposanten"
    r"|wystawc[ay]|utstallare|utstillere|udstillere|naytteilleasettajat|katilimcilar)"
)
_FOOTER = re.compile(
    rf"{_TOTAL}(?: ?{_NUMBER}(?: {_THINGS})?| ?:)?|(?:{_SUM}|{_THINGS}) ?{_NUMBER}"
    rf"|\d+ {_THINGS}(?: (?:total|found|exported))?|{_PAGE}{_OF}|{_MADE}|{_END}|{_ORIGIN}"
    rf"|{_SHOWN}|{_HEADINGS}|{_FILTERS}|{_SAID}"
    rf"|{_CHANGED}|{_SIZE}|(?:{_SUMS})(?: ?{_NUMBER}| ?:)?|{_KEY}"
)
_BESIDE_A_NUMBER = re.compile(_SUM)
# With a digit a name may be any of them; without it begins like these.
_BEGINNINGS = """
total totals totali totaux totales totais totale totalen totaal totalt totaler grand overall sub
subtotal summe gesamt gesamtsumme zwischensumme insgesamt eindtotaal i ogolem yhteensa celkem
osszesen toplam sammanlagt sammenlagt samtals kokku ukupno итого всего 合計 総計 小計 合计 总计 總計
小计 end ende fine fin einde slut koniec konec fim listenende generated exported created printed
downloaded this report list erstellt exportiert gedruckt confidential powered
"""
FIRST_OF_NAMES = frozenset(_BEGINNINGS.split()) | frozenset(_KOREAN.split("|"))
_SUBTOTALS = (
    *("subtotal", "sottotale", "subtotale", "soustotal", "zwischensumme", "tussentotaal"),
    *("delsum", "delsumma", "sumaczesciowa", "valisumma", "mezisoucet", "小計", "小计", "소계"),
)
# Alone in a row, or with signs around, they are no company's name.
_ALONE = frozenset(
    {
        "END",
        "EOF",
        "End",
        "end",
        "Ende",
        "The End",
        "以上",
        "以上。",
        "終わり",
        "おわり",
        "完",
        "结束",
    }
)
_ENDS = frozenset({"end", "ende", "fin", "fine", "eof", "以上", "完", "终", "終"})
# In rows without a letter.
_ONLY_SIGNS = re.compile(rf"- ?\d{{1,5}} ?-|\d{{1,5}} / \d{{1,5}}|0 ?[-–] ?9|{_DATE}")
# A letter, or from which to which, above the names that begin with it. X is a company.
_LETTERS = re.compile(r"[a-wyz]|[a-z] ?[-–] ?[a-z]")


def is_footer(cells: list[str]) -> bool:
    """Whether a row says so in one cell and has at most numbers in all others.

    A company may well be called Total; then the list knows more of it than that.
    """
    filled = [cell for cell in map(str.strip, cells) if cell]
    words = [cell for cell in filled if any(map(str.isalpha, cell))]
    if len(filled) == 1 and not words:
        return _ONLY_SIGNS.fullmatch(filled[0][:_LONGEST]) is not None
    if len(words) != 1 or len(words[0]) > _LONGEST:
        return False
    text = _plain(words[0])
    if len(filled) == 1 and (
        words[0] in _ALONE
        or (text in _ENDS and not words[0][0].isalnum())
        or _LETTERS.fullmatch(text)
    ):
        return True
    if len(filled) > 1 and _BESIDE_A_NUMBER.fullmatch(text):
        return True
    return _FOOTER.fullmatch(text) is not None


def is_subtotal(cells: list[str]) -> bool:
    """Whether a row is the end of a group, not of the list."""
    words = [cell for cell in map(str.strip, cells) if any(map(str.isalpha, cell))]
    beginnings = (_plain(word[:_LONGEST]).replace("-", "").replace(" ", "") for word in words)
    return is_footer(cells) and any(each.startswith(_SUBTOTALS) for each in beginnings)


def is_said_of_a_list(name: str) -> bool:
    """Whether a name is a total or a footer, whatever stands beside it: ``Grand Total``."""
    if name.isascii() and name.replace(" ", "").isalpha():
        if name.split(maxsplit=1)[0].lower() not in FIRST_OF_NAMES:
            return False  # as nearly every name
    elif len(name) > _LONGEST:
        return False
    text = _plain(name)
    if not any(map(str.isdigit, text)) and text.partition(" ")[0] not in FIRST_OF_NAMES:
        return False
    return _FOOTER.fullmatch(text) is not None


def _plain(text: str) -> str:
    return " ".join(folded(text).split()).strip(" *-–—=_.:#")
