"""Rows that are no record: totals, numbers of pages, and what a program writes below a list."""

import re

from yardflow.services.records.normalize import folded

REASON = "This looks like a total or a footer. Fill in its other cells to import it."
_LONGEST = 200

_NUMBER = r"(?:[:：=#]? ?\(?\d[\d.,' ]*\)?(?:社|件|名|家|개)?)"
_THINGS = (
    r"(?:records?|rows?|entries|items|results?|companies|contacts?|people|persons|attendees"
    r"|exhibitors?|accounts?|leads?|count|number|amount|general|generale|generaux|geral|firmen"
    r"|eintrage|datensatze)"
)
_KOREAN = "|".join(map(folded, ("합계", "총계", "소계", "총합계")))
_TOTAL = (
    r"(?:grand |overall |sum |sub ?-? ?)?(?:totals?|totaal|totale|summe"
    r"|gesamt(?:summe|anzahl|zahl)?|zwischensumme|insgesamt|eindtotaal|totalt"
    r"|(?:total )?i alt|ogolem|yhteensa|celkem|osszesen|toplam"
    r"|итого|всего(?: записеи)?|合計|総計|小計|合计|总计|總計|小计|计|計"
    rf"|{_KOREAN})"
    rf"(?: (?:number |# )?(?:of )?{_THINGS})?(?: \(\d[\d.,]* {_THINGS}\))?"
)
# Words that mean something else, unless a number stands beside them.
_SUM = (
    r"(?:sum|suma|summa|somme|razem|anzahl|count|average|durchschnitt|(?:row|record) count"
    rf"|anzahl {_THINGS}|(?:number |no\. ?)?of {_THINGS})"
)
_PAGE = (
    r"(?:(?:page|seite|pagina|strona|sida|side|sivu|strana|stranka|страница|p\.|pag\.) ?:? ?\d+"
    r"|第 ?\d+ ?[页頁](?: ?[共/] ?\d+ ?[页頁])?|\d+(?: ?/ ?\d+)? ?"
    rf"(?:{folded('ページ')}|{folded('페이지')}))"
)
_OF = r"(?: ?(?:of|von|de|di|sur|van|z|av|af|из|/) ?\d+)?"
# Behind a list on a page of the web.
_SHOWN = (
    r"(?:(?:showing|displaying|results|viewing|selected) ?:? ?)?\d+(?: ?(?:-|–|to) ?\d+)?"
    rf" (?:of|von|sur|de) \d[\d.,]*(?: {_THINGS})?"
    r"|\d+ selected|(?:load|show|view) more|back to top|(?:list )?continue[ds] on next page"
)
_FILTERS = r"(?:applied filters?|filters? applied|filters?|sort(?:ed)? by) ?:.*|no filters applied"
# What is said of a list or a report.
_SAID = (
    r"confidential (?:information )?-? ?do not (?:distribute|copy|share)|company confidential"
    r"|(?:\S{0,20} ){0,4}subject to change(?: without notice)?|legend|row labels|count|average"
    r"|(?:note ?: )?[*+†]? ?(?:denotes|indicates) (?:a |an )?(?:new|first.time|returning|sponsor).*"
    r"|powered by .*|data provided by .*|prepared (?:by|for) ?:.*|disclaimer ?:.*"
)
_MADE = (
    r"(?:this )?(?:report |list |data |file |document )?(?:was )?(?:last )?"
    r"(?:generated|exported|created|printed|downloaded|compiled|produced|extracted|retrieved"
    r"|updated|erstellt|exportiert|gedruckt|generiert|genere|exporte|imprime|cree|generado"
    r"|exportado|creado|impreso|generato|esportato|stampato|gegenereerd|geexporteerd|afgedrukt"
    r"|wygenerowano|wyeksportowano|wydrukowano|gerado|skapad|opprettet)"
    r" ?(?::|(?:by|on|at|from|via|using|with|am|von|mit|um|le|par|el|por|il|da|op|door|em|av|den"
    r"|dnia)\b|\d).*"
)
_END = (
    r"end of (?:the )?(?:report|list|file|data|document|export|table|page|records?|results?)"
    r"|ende (?:des|der) (?:berichts?|liste|datei|dokuments|exports?|tabelle)"
    r"|fin (?:du |de la |de l'|del? )(?:rapport|liste|fichier|document|export|informe|lista"
    r"|listado|archivo|documento)"
)
_MONTH = r"(?:jan|feb|mar|apr|mai|may|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]{0,7}\.?"
_ORIGIN = (
    r"(?:source|quelle|fuente|fonte) ?: .*|(?:data )?(?:as of|stand|(?:report|export|run) date"
    rf"|datum|druckdatum|date printed|date d'edition) ?:? ?(?:\d.*|{_MONTH} \d{{4}})"
    rf"|(?:last )?updated {_MONTH} \d{{4}}"
    r"|© ?.*|\(c\) .*\d{4}.*|copyright (?:©|\(c\)|\d{4}).*"
    r"|all rights reserved|alle rechte vorbehalten|tous droits reserves"
    r"|(?:for )?internal use only|strictly confidential"
)
_FOOTER = re.compile(
    rf"{_TOTAL}(?:{_NUMBER}| ?:)?|(?:{_SUM}|{_THINGS}) ?{_NUMBER}"
    rf"|\d+ {_THINGS}(?: (?:total|found|exported))?|{_PAGE}{_OF}|{_MADE}|{_END}|{_ORIGIN}"
    rf"|{_SHOWN}|{_FILTERS}|{_SAID}"
)
_BESIDE_A_NUMBER = re.compile(_SUM)
# Written like that they are no company's name.
_IN_CAPITALS = frozenset({"END", "EOF"})
# In rows without a letter.
_ONLY_SIGNS = re.compile(r"- ?\d{1,5} ?-|\d{1,5} / \d{1,5}")


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
    text = " ".join(folded(words[0]).split()).strip(" *-–—=_.:#")
    if words[0] in _IN_CAPITALS and len(filled) == 1:
        return True
    if len(filled) > 1 and _BESIDE_A_NUMBER.fullmatch(text):
        return True
    return _FOOTER.fullmatch(text) is not None
