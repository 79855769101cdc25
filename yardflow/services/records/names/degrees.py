"""Degrees and certificates, as they stand beside names.

Words here are in lower case, without accents, points and other signs, as `bare` has them.
"""

from yardflow.services.records.values.normalize import bare, word_set

DEGREES = word_set(
    "phd csc dphil dsc scd psyd pharmd dvm dds dmd drph emba dba bba msc bsc mphil mres"
    " mph mpa mha msw mfa bfa btech mtech bcom mcom llb llm msn bsn bscn bsba msba mscm"
    " candidate dipling diplkfm diplkffr diplinf diplphys diplbetrw esq cpa cfa cga fcca"
    " cisa cism cissp ccsp pmp pmiacp capm csm cspo leedap leedga cfp cpcu cebs phr"
    " pgmp pfmp pmirmp pmisp pmipba sphr shrm"
    " fnse mnse fnia fnim mnim coren fcib mcib fiod miod fcis acis fcmi mcmi fipm mipm fnieee"
    " fieaust mieaust cpeng nper rpeq fipenz dipm ccilt afcilt"
    " shrmcp shrmscp ccim mrics frics fraes mimeche fimeche cscp cpim cltd cpsm cpsd clp"
    " ctl clt cpm cptm cscm cmilt fcilt mcilt mcips fcips cips lss lssbb lssgb lssmbb ssbb ssgb"
    " cssbb cssgb sixsigma sixsigmablackbelt sixsigmagreenbelt leansixsigma leansixsigmablackbelt"
    " leansixsigmagreenbelt drsc safeagilist agilist hons citp fbcs mbcs fiet miet mapm fapm"
    " mciob fciob mcim fcim chpp cmgr fcca cmp cmm ctsm cmrp chmm ccp crsp chrp chrl sphri gphr"
    " cpimf cscpf cltdf"
    " togaf ccna ccnp mcse itil scmp scpro cclp csslp cehs prince2 sapm cipp cipm fsca mcmi ctbs"
)
SHORT_DEGREES = word_set(  # only in capitals
    "md ms pe rn jd pa pt ot cma cia aca eit se sm cae cem np od mp qc kc obe mbe cbe kbe gbe dbe"
    " kcmg kcb cmg usn usmc usaf uscg pi ra aia riba"
    " cpp csa ctp bs vp mba acca leed"
)
# Families are called so: only with a point inside, in mixed case (BEng), behind a comma, or beside
# another.
DEGREES_AND_NAMES = word_set(
    "ma ba do be me med bed meng beng peng ceng edd cand dis safe mm mt sh st mh"
)
_VOWELS = frozenset("AEIOUY")
# What stands behind the degree of a school: Dipl. Ing. ETH.
_SCHOOLS = frozenset({"ETH", "ETHZ", "EPFL", "FH", "HTL", "HSG", "TU"})
_OF_SCHOOLS = ("dipl", "ing", "mag", "msc", "bsc")


def is_degree(word: str, *, shouting: bool) -> bool:
    """Whether this is a degree without a comma before it; ``shouting``: capitals say nothing."""
    plain = bare(word)
    if plain in DEGREES_AND_NAMES:
        return "." in word[:-1] or not (word.istitle() or word.isupper() or word.islower())
    if plain in DEGREES or (plain in SHORT_DEGREES and word.isupper()):
        return True
    # Certificates are many, and no name has only consonants.
    consonants = 2 < len(word) < 7 and word.isalpha() and word.isascii() and word.isupper()
    return consonants and not shouting and _VOWELS.isdisjoint(word)


def is_degree_in_front(word: str) -> bool:
    """Whether it is a degree where titles stand, as ``B.Eng.``; two letters are initials there."""
    return "." in word[:-1] and len(bare(word)) > 2 and is_degree(word, shouting=False)


def is_like_degree(word: str) -> bool:
    """Whether it is a degree behind a comma, or beside another: ``BA``."""
    return bare(word) in DEGREES_AND_NAMES and ("." in word or word.isupper())


def are_like_degrees(words: list[str]) -> bool:
    """``ABCD & MAcc``, ``P.Log.``"""
    return all(
        word.isupper() or word[1:2].isupper() or "." in word[:-1] for word in words if bare(word)
    )


def are_degrees(words: list[str]) -> bool:
    return bool(words) and (
        all(bare(word) in DEGREES or word == "MBA" for word in words)
        or bare("".join(words)) in DEGREES
    )


def is_school(word: str, title: str) -> bool:
    """Whether a word behind a title says which school it is of: ``ETH``."""
    return word in _SCHOOLS and bare(title).startswith(_OF_SCHOOLS)
