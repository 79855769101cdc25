"""The words beside phone numbers that say what kind of number each is, in many languages."""

import re

from yardflow.services.records.values.normalize import folded

_KINDS = """
tel telephone telefon telefono telefoon telefone fon phone ph p t m mob mobile mobil movil celular
cell cellular cel cellulare handy gsm portable office work home direct line main business o w h d c
g n
switchboard reception whatsapp wa fixe durchwahl zentrale buro privat private personal number no nr
num primary secondary other hq desk landline bureau oficina puhelin kontor arbeit geschaftlich
dienstlich kom komorka call mobiel port tlm telf telem telemovel pessoal particular perso personnel
prive privado pro vast fijo fisso factory toll free
тел телефон моб мобильныи раб 電話 电话 手机 手機 携帯 携帯電話 直通 代表 大代表 代 直
"""
_FAXES = """
fax faxnr faxnummer f telefax telecopie telecopieur faks факс 传真 傳真
"""
# One number may be that of both.
_BESIDE_A_FAX = "tel telephone telefon telefono telefone phone ph t p тел 電話 电话"
_FAX = frozenset(_FAXES.split()) | {folded("ファックス"), folded("ファクス")}
_TEL = frozenset(_BESIDE_A_FAX.split())
LABELS = frozenset(_KINDS.split()) | _FAX | {folded("мобильный"), folded("전화"), folded("휴대폰")}
WORD = re.compile(r"[^\W\d_]+")
_EMPTY_BRACKETS = re.compile(r"[(\[]\s{0,20}[.:]?\s{0,20}[)\]]")


def are_labels(text: str) -> bool:
    """Whether there is nothing but such words."""
    words = WORD.findall(text)
    return bool(words) and LABELS.issuperset(map(folded, words))


def is_fax(text: str) -> bool:
    """Whether they say that it is no telephone."""
    words = {folded(word) for word in WORD.findall(text)}
    return not words.isdisjoint(_FAX) and words.isdisjoint(_TEL)


def without_labels(text: str) -> str:
    """Without the words that say what kind of number it is; another word stays."""
    bare = WORD.sub(lambda word: " " if folded(word[0]) in LABELS else word[0], text)
    bare = _EMPTY_BRACKETS.sub(" ", bare).strip(" \t\n:：.,;/-–#☎📞📱")
    return bare if bare.count("(") == bare.count(")") else bare.strip("() ")
