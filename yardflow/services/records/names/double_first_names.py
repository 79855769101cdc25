"""Two words in the column of a first or last name: a whole name, or a double first name."""

from yardflow.services.records.names.first_names import FIRST_NAMES, KNOWN_FIRST_NAMES
from yardflow.services.records.names.nicknames import other_names
from yardflow.services.records.names.particles import is_particle
from yardflow.services.records.values.normalize import folded

# Those that stand behind another first name, beside those that are known for other reasons: Anna
# Lena, Jan Erik.
_SECOND_NAMES = """
alberto alexander ali alice amelie anders angelica anne anton arthur astrid august augusto aurora
axel beatrice bella bernardo birgit brigitte britt camilla caterina cecilia celeste chantal chiara
christian clara claude clemens concepcion constantin dawn dieter dolores dores edith eduarda elena
eleonora elias elisa elisabeth emanuel emilia erica erich ernst estela esther eugenia eugenio
fabian faye federico felix ferdinand fernande flor francesca franz friedrich fritz georg giovanna
giovanni giulia giuseppe gottfried grace grazia greta guadalupe gunnar gustav hans harald heinz
helena helene henrik henrique henry hermann hope hubert ines irena iris isabell isabella isabelle
ivana jacob jakob jane jean jeanne jo jochen joe joergen johann johanna johannes jolie jorgen
josee josef joseph josephine jude juergen julian juliana juliane jurgen kai karin karina karl
katarina katharina kathrin katrin klara klaus konrad kristina lea leah lee leigh lena leon leonor
leopold lina lisbeth lise loren lotte lou louis louisa louise lucas lucia lucie luigi luise lukas
lynn lynne mae magdalena malena malin marc marcela marcelo marco margareta margarethe margit
margot mariana mariano mario marit marius marlene mathilde maurice maximilian may mercedes mia
michaela miriam moritz nadia nicola nina noel noelle noor nora olof oskar otto ove paloma paul
paulina pauline paulo pearl per peter petra pia pierre rae raffaella ray regina rita robert
roberta rocio rosario rose rosemarie roy ruben rudolf sabine salome sebastian selma sigrid silvia
simon simone sofie soledad sophia stella susanne sven svenja tereza therese theresia thomas
tommaso tove ulrich ulrike ute veronika victor viktor viktoria vincent vittoria vittorio walter
werner wilhelm willem william wolfgang xavier yvonne zita
"""
_SECOND = frozenset(_SECOND_NAMES.split())
_PAIR = 2


def is_whole(first: str, last: str) -> bool:
    """Whether one of the two is empty and the other a first and a last name: ``Hanna Weiss``, and
    neither ``Anna Maria`` nor, of a last name, ``Martin Lopez``.
    """
    if bool(first) is bool(last):
        return False
    words = folded(first or last).split()
    if len(words) < _PAIR or words[0] not in (KNOWN_FIRST_NAMES if first else FIRST_NAMES):
        return False
    if is_particle(words[1]):
        return len(words) > _PAIR
    return len(words) == _PAIR and not _is_first_name(words[1].partition("-")[0])


def _is_first_name(word: str) -> bool:
    return word in KNOWN_FIRST_NAMES or word in _SECOND or bool(other_names(word))
