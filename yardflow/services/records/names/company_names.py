"""Names of companies as they are compared: two that mean one company have the same key.

Only the beginning of a text is looked at, as in `normalize`. Stored keys were made with these
rules: a new one comes with a migration for the keys that are there.
"""

import re

from yardflow.services.records.values.normalize import LONGEST_NAME, folded, words_of


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in text.split(","))


_LEGAL_FORMS = _set(
    "inc incorporated llc lllp llp lp pllc ltd limited ltda corp corporation co company plc pty pte"
    " gmbh mbh ug ag kg kgaa ohg gbr ev se sa sas sasu sarl srl sl slu bv nv cv vof ab oy oyj as"
    " asa aps ks kk kft zrt doo sro dd ood eood sdn bhd spzoo spolka jsc ooo pjsc pvt private"
    " spk lda ek sti eurl snc bvba sprl srls"
    " haftungsbeschrankt aktiengesellschaft aktiebolag limitada eireli tbk jdoo ead uab spj"
    " fze fzco fzc wll dmcc sirketi kaisha"
    " berhad publ sac saa sae sal eirl nyrt bt ehf hf ohf slne sccl eg partg partgmbb unipessoal"
    " scrl cvba cc npc ltee ulc saog saoc kscc kscp qsc qpsc psc opc sca scs scarl scpa ska psa tmi"
    " ou sia ad cie cia gk asbl vzw suarl ооо оао зао пао ао тоо тов ад еад оод еоод прат пат"
    " αε επε ικε οε αβεε αεβε ae ike epe abee"
)
_LEGAL_PHRASES = _phrases(
    "sa de cv, s de rl, s de rl de cv, s a rl, sp z o o, sp z oo, spolka z oo, spol s ro, sp k,"
    " a s, ltda me, ltda epp, fz llc, spolka z ograniczona odpowiedzialnoscia, spolka akcyjna,"
    " spolka komandytowa, spolka jawna, sociedad anonima, sociedad limitada, societe anonyme,"
    " gesellschaft mit beschrankter haftung, gesellschaft mbh, ges mbh, s r o, spol s r o, d o o,"
    " korlatolt felelossegu tarsasag, zartkoruen mukodo reszvenytarsasag, societa a"
    " responsabilita limitata,"
    " societe a responsabilite limitee, societe par actions simplifiee, sociedad de"
    " responsabilidad limitada,"
    " naamloze vennootschap, uzdaroji akcine bendrove, sabiedriba ar ierobezotu atbildibu,"
    " limited company,"
    " public limited company, limited liability company, private limited company,"
    " besloten vennootschap, naamloze vennootschap,"
    " societa per azioni, anonim sirketi, san ve tic, sanayi ve ticaret, kabushiki kaisha, s l,"
    " s r l, s p a, b v, n v, l l c, sp j, p ltd, p limited, sociedad anonima cerrada, s coop,"
    " soc coop, sc a rl, sca rl, sarl au, partg mbb, μον αε, μον επε, μον ικε, μονοπροσωπη αε,"
    " μονοπροσωπη ικε, sole proprietorship, sa nv, nv sa, srl bv, bv srl"
)
_ENDS_OF_PHRASES = {phrase[-1] for phrase in _LEGAL_PHRASES}
# Where people put them before the name; "SA" and "AS" there are as often a part of it.
_IN_FRONT = _set(
    "the ооо оао зао пао ао тоо тов ип чп uab sarl eurl sasu sprl gmbh oy firma ditta شركة בעמ"
    " pt cv sia messrs фоп прат موسسة"
)
_PHRASES_IN_FRONT = _phrases(
    "общество с ограниченнои ответственностью, товариство з обмеженою відповідальністю, cong ty"
    " tnhh, cong ty co phan, cong ty cp"
)
# In scripts that put no space between.
_IN_ONE = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|(?:一般|公益)(?:社団|財団)法人|[㈱㈲㈜]"
    r"|[(（](?:株|有|同|資|名|주|유)[)）]|주식회사|유한회사|유한책임회사"
    r"|(?:股份)?有限(?:责任|責任)?公司|股份公司|บริษัท|ห้างหุ้นส่วน|จำกัด|\(มหาชน\)|(?:บจก|บมจ|หจก)\.?|בע[\"״'׳]{1,2}מ|[شذ]\.\s?م\.\s?[ملع]\.?"
)
_MARKS = re.compile(r"[™®©℠]|\((?:R|TM|SM|C)\)", re.IGNORECASE)
# SPA may be one.
_SPA = re.compile(r"\b(?:S\.?p\.?A|S\.P\.A|S\.p\.a(?=\.))\b\.?|\bC\.\s?A\.$")
_SPA_IN_FRONT = re.compile(r"^\s{0,20}(?:S\.?p\.?A|S\.P\.A|[AKIP]/S|M/s)\b\.?\s")
# With the sign they are nothing else: A/S, S/A, K/S.
_WITH_STROKE = re.compile(r"\b(?:[AKIP]/S|S/A)\b", re.IGNORECASE)
# L.L.C, whose last point is missing.
_WITHOUT_LAST_POINT = re.compile(r"\b(?:[A-Za-z]\.){1,6}[A-Za-z]\b(?!\.)")
# A company of Romania, if it ends in another form.
_ROMANIAN, _BEHIND_ROMANIAN = "sc", frozenset({"srl", "sa", "snc", "scs"})


def company_key(text: str) -> str:
    """A company's name as it is compared: without case, punctuation, accents and legal form.

    ``The Kroger Co.``, ``KROGER`` and ``Kroger, Inc`` are one, as are ``J.B. Hunt`` and
    ``J B Hunt``, or ``株式会社日立`` and ``日立``. Empty only when the text is blank.
    """
    text = text[:LONGEST_NAME]
    words = _in_one_piece(_without_legal_form(_words(text)))
    return " ".join(words) or " ".join(folded(text).split())


def has_legal_form(text: str) -> bool:
    """Whether a name says what kind of company it is, such as ``Acme Inc.``"""
    text = text[:LONGEST_NAME]
    words = _words(text)
    return bool(_IN_ONE.search(text)) or len(_without_legal_form(words)) < len(words)


def _words(text: str) -> list[str]:
    text = _SPA.sub(" srl ", _SPA_IN_FRONT.sub("", _MARKS.sub("", text)))
    if not text.isascii():
        text = _IN_ONE.sub(" ", text)
    if "/" in text:
        text = _WITH_STROKE.sub(" as ", text)
    if "." in text:
        text = _WITHOUT_LAST_POINT.sub(lambda initials: initials[0].replace(".", ""), text)
    return words_of(text.replace("&", " and "))


def _without_legal_form(words: list[str]) -> list[str]:
    phrase = next(
        (phrase for phrase in _PHRASES_IN_FRONT if tuple(words[: len(phrase)]) == phrase), ()
    )
    if len(words) > len(phrase):
        words = words[len(phrase) :]
    if len(words) > 1 and (words[0] in _IN_FRONT or _is_romanian(words)):
        words = words[1:]
    while len(words) > 1:
        if phrase := _legal_phrase(words):
            words = words[: -len(phrase)]
        elif words[-1] in _LEGAL_FORMS or words[-1] == "and":
            words = words[:-1]
        else:
            return words
    return words


def _is_romanian(words: list[str]) -> bool:
    return words[0] == _ROMANIAN and words[-1] in _BEHIND_ROMANIAN


def _legal_phrase(words: list[str]) -> tuple[str, ...]:
    """The one that the words end with, if any."""
    if words[-1] not in _ENDS_OF_PHRASES:
        return ()
    endings = (tuple(words[-length:]) for length in range(min(len(words) - 1, 5), 1, -1))
    return next((ending for ending in endings if ending in _LEGAL_PHRASES), ())


def _in_one_piece(words: list[str]) -> list[str]:
    """Initials that stand apart as one word: ``j b hunt`` → ``jb hunt``."""
    if not any(len(word) == 1 for word in words):
        return words
    joined: list[str] = []
    was_initial = False
    for word in words:
        is_initial = len(word) == 1 and word.isalpha() and word.isascii()
        if is_initial and was_initial:
            joined[-1] += word
        else:
            joined.append(word)
        was_initial = is_initial
    return joined
