"""Personas and seniority, inferred from a job title by one table of rules.

Lists of trade shows write titles in every way ("Sr Dir., Transpo & Logisitcs"), so a rule is a
pattern over the title in lower case and without accents. Callers keep a person's own choice; here
is only what is inferred.
"""

import re
from dataclasses import dataclass

from yardflow.models import Persona, Seniority
from yardflow.services.records.normalize import LONGEST_NAME, folded


@dataclass(frozen=True, slots=True)
class Rule:
    """What a title that matches ``pattern`` implies."""

    implies: Persona | Seniority
    pattern: re.Pattern[str]


def _rule(implies: Persona | Seniority, words: str) -> Rule:
    return Rule(implies, re.compile(rf"\b(?:{' '.join(words.split()).replace(' | ', '|')})\b"))


# The first of these that matches is the seniority, so an "Executive Assistant to the CEO" and an
# "Associate Vice President" are caught before their last words are.
SENIORITY_RULES = (
    _rule(Seniority.STAFF, r"(?:executive|personal|administrative) assistant | assistant to"),
    _rule(
        Seniority.C_LEVEL,
        r"c[acdefhikmoprstxw]o | ciso | csco | chro | chief (?!of staff|engineer|architect)\w+"
        r" | (?:co|co )?-?founder | cofounder"
        r" | (?:co-?)?owner | proprietor | (?<!vice )(?<!vice-)president"
        r" | managing (?:director|partner|member) | general (?:partner|director) | director general"
        r" | chair(?:man|woman|person)? | (?<![a-z] )(?:partner|principal)(?! [a-z])"
        r" | founding partner | geschaftsfuhrer\w* | secretary/treasurer",
    ),
    _rule(
        Seniority.VP,
        r"[seagr]{0,2}vpd? | v\.?p\.? | vice[ -]president | head | chief of staff"
        r" | general manager | gm | executive director",
    ),
    _rule(
        Seniority.DIRECTOR,
        r"director\w* | direct(?:eur|rice)\w* | direktor\w* | dir | dirctor | leiter\w*",
    ),
    _rule(
        Seniority.MANAGER,
        r"manager | managers | mgr | mngr | lead | leader | supervisor | superintendent | foreman"
        r" | senior (?:account executive|associate) | [a-z]+ lead",
    ),
    _rule(Seniority.STAFF, r"\w+"),
)

OPERATIONS = _rule(
    Persona.OPS,
    r"oper[at]*ions? | operacion\w* | operational | operating | opertions | operator | ops"
    r" | coo | csco"
    r" | logist\w* | logisi\w* | supply[ -]?chain\w* | sc | gsc | scm | transport\w* | transpo"
    r" | transp | transf | trucking | truckload | drayage | freight | airfreight | intermodal"
    r" | carrier | carriers | parcel | delivery | last mile | shipping | shipper operations"
    r" | ship(?:ment|ments) | warehous\w* | distribution | distrib | fulfil\w* | dc | dcs"
    r" | yard | yards | dock | gate | fleet | terminal | port | ports | inventory | materials?"
    r" | manufactur\w* | plant | production | facilit\w* | trade compliance | customs"
    r" | imports? | exports? | inbound | outbound | reverse | network(?! engineer| admin)"
    r" | dispatch\w*"
    r" | industrial engineer\w* | lean | continuous improvement | s&op | demand planning | planner"
    r" | maintenance | safety | ehs | hse | aog | 3pl | 4pl | lsp | cross[ -]?border",
)

# Every one of these that matches is a persona of the person.
PERSONA_RULES = (
    OPERATIONS,
    _rule(
        Persona.PROCUREMENT,
        r"procure\w* | proc | sourcing | purchas\w* | buyer | buying | einkauf\w* | achats"
        r" | compras | vendor | supplier\w*"
        r" | category (?:specialist|manager|lead\w*) | commodity",
    ),
    _rule(
        Persona.SALES,
        r"(?:pre)?sales | selling | vertrieb\w* | ventas | ae | business dev\w* | bd"
        r" | biz ?dev\w* | bdr | sdr"
        r" | accounts? | commercial | commerical | cro"
        r" | cco | revenue | partner(?:ship|ships) | alliances? | channel | client\w* | growth"
        r" | customer (?:success|development|growth|experience|services?|officer) | success"
        r" | svp customer"
        r" | market(?:s)? development | go-to-market | gtm",
    ),
    _rule(
        Persona.TECH,
        r"cto | cio | ciso | cdo | technolog\w* | technical | tech | it | information"
        r" | digital(?! marketing)\w*"
        r" | software | developer | programmer | architect | (?:solutions?|sales|ai|data|software"
        r"|intelligence|systems?|automation|product|cloud|devops) engineer\w* | engineer"
        r" | engineering | data | analytics | ai | machine learning | automation | robotics"
        r" | systems? | cyber\w* | innovation | innov | (?<!consumer )products? | ecommerce"
        r" | bi&?a?",
    ),
    _rule(
        Persona.NON_OPS,
        r"market(?:ing)? | brand | communications? | comms | pr | public relations | reputation"
        r" | events? | trade ?shows? | creative | content | media | editor\w* | publisher"
        r" | journalist | reporter | host | co-host | podcast | radio | design\w* | demand"
        r" generation | hr | human resources? | people | talent | recruit\w* | training | learning"
        r" | cmo | chro | cfo | financ\w* | accounting | accountant | controller | treasurer | tax"
        r" | audit\w* | invest\w* | m&a | fund | venture\w* | corporate development | legal"
        r" | counsel | attorney | lawyer | law | risk | insurance | sustainab\w* | esg"
        r" | government | policy | economic development | real estate | leasing | research"
        r" | professor | lecturer | student | university | intern | assistant | administrat\w*"
        r" | strateg\w* | strat | consult\w* | advisor | adviser | analyst | consumer products",
    ),
)

# Who leads the whole company leads its operations too, unless the title says what else they lead.
LEADS_ALL = _rule(
    Persona.EXEC_OPS,
    r"ceo | chief exec\w* | (?:co-?|co )?founder | cofounder | owner | proprietor"
    r" | (?<!vice )(?<!vice-)president | managing (?:director|partner|member) | general manager"
    r" | gm | general director | director general | chairman",
)
_TOP = (Seniority.C_LEVEL, Seniority.VP)
_EMPTY_WORDS = frozenset({"n/a", "na", "none", "-", "--", "test", "testing", "tbd", "unknown", "?"})


def personas_of(title: str) -> list[Persona]:
    """The personas a title implies, in the enumeration's order.

    Operations at vice president and above is ExecOps. NonOps stands only alone.
    """
    text = _readable(title)
    personas = {rule.implies for rule in PERSONA_RULES if rule.pattern.search(text)}
    if Persona.OPS in personas and seniority_of(title) in _TOP:
        personas = (personas - {Persona.OPS}) | {Persona.EXEC_OPS}
    if not personas and LEADS_ALL.pattern.search(text):
        personas = {Persona.EXEC_OPS}
    if len(personas) > 1:
        personas.discard(Persona.NON_OPS)
    return [persona for persona in Persona if persona in personas]


def seniority_of(title: str) -> Seniority | None:
    """The seniority a title implies; None for an empty title."""
    text = _readable(title)
    for rule in SENIORITY_RULES:
        if rule.pattern.search(text):
            return Seniority(rule.implies)
    return None


def _readable(title: str) -> str:
    text = " ".join(folded(title[:LONGEST_NAME]).replace("&amp;", "&").split())
    return "" if text in _EMPTY_WORDS else text
