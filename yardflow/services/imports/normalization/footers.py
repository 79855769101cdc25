"""Rows that are no record: totals, numbers of pages, and what a program writes below a list."""

import re

from yardflow.services.records.normalize import folded

REASON = "This looks like a total or a footer. Fill in its other cells to import it."
_LONGEST = 200

_NUMBER = r"[:=#]? ?\d[\d.,' ]*"
_THINGS = (
    r"(?:records?|rows?|entries|items|results?|companies|contacts?|people|persons|attendees"
    r"|exhibitors?|accounts?|leads?|count|number|amount|general)"
)
_TOTAL = (
    r"(?:grand |overall |sum |sub ?-? ?)?(?:totals?|totaal|totale|summe|gesamt(?:summe)?"
    r"|zwischensumme|insgesamt|итого|всего|合計|総計|小計|合计|总计)"
    rf"(?: (?:number )?(?:of )?{_THINGS})?"
)
# Words that mean something else, unless a number stands beside them.
_SUM = rf"(?:sum|suma|summa|somme|razem|anzahl|count|row count|(?:number|no\.) of {_THINGS})"
_PAGE = r"(?:page|seite|pagina|strona|sida|side|sivu|strana|stranka|p\.|pag\.) ?\d+"
_OF = r"(?: ?(?:of|von|de|di|sur|van|z|av|af|/) ?\d+)?"
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
_ORIGIN = (
    r"(?:source|quelle|fuente|fonte) ?: .*|(?:data )?(?:as of|stand|report date|export date|datum)"
    r" ?:? ?\d.*|© ?.*|\(c\) .*\d{4}.*|copyright (?:©|\(c\)|\d{4}).*"
    r"|all rights reserved|alle rechte vorbehalten|tous droits reserves"
    r"|(?:for )?internal use only|strictly confidential"
)
_FOOTER = re.compile(
    rf"{_TOTAL}(?:{_NUMBER}| ?:)?|(?:{_SUM}|{_THINGS}) ?{_NUMBER}"
    rf"|\d+ {_THINGS}(?: (?:total|found|exported))?|{_PAGE}{_OF}|{_MADE}|{_END}|{_ORIGIN}"
)
_BESIDE_A_NUMBER = re.compile(_SUM)


def is_footer(cells: list[str]) -> bool:
    """Whether a row says so in one cell and has at most numbers in all others.

    A company may well be called Total; then the list knows more of it than that.
    """
    filled = [cell for cell in map(str.strip, cells) if cell]
    words = [cell for cell in filled if any(map(str.isalpha, cell))]
    if len(words) != 1 or len(words[0]) > _LONGEST:
        return False
    text = " ".join(folded(words[0]).split()).strip(" *-–—=_.:#")
    if len(filled) > 1 and _BESIDE_A_NUMBER.fullmatch(text):
        return True
    return _FOOTER.fullmatch(text) is not None
