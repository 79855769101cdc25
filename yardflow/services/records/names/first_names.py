"""First names by which a title or the order of a name is known, and families that are French.

Names here are in lower case, without accents, points and other signs, as `bare` has them.
"""

from yardflow.services.records.values.normalize import bare, word_set

# First names that are French rather than English.
MONSIEURS = word_set(
    "abdelkader adrien alain alexandre amaury andre antoine armand arnaud aurelien baptiste"
    " bastien benoit bertrand cedric christophe clement cyril damien denis didier djamel emmanuel"
    " etienne fabien fabrice farid florent florian francis franck francois frederic gael gaetan"
    " gauthier georges gerard gilles gregoire guillaume guy herve hicham hugues jacques jean jerome"
    " joel julien kamel karim laurent leon lionel loic luc lucien ludovic mamadou marc marcel"
    " mathieu matthieu maxime mehdi michel mohamed mourad nabil nicolas olivier pascal philippe"
    " pierre quentin rachid raphael raymond regis remi remy rene roland romain sebastien serge"
    " sofiane stephane sylvain theo thibault thierry tristan ulysse valentin xavier yacine yann"
    " yannick youssef yves"
)
# Family names that are French rather than English; more are known by their ends.
_FRENCH_FAMILIES = word_set(
    "benali bonnet boucher bourgeois caron chevalier chevallier deschamps diallo dubois dufour"
    " dumas dumont dupont dupuis dupuy durand duval fabre faure fontaine fournier garnier gauthier"
    " gautier girard giraud guerin guillot joly lacroix lecomte lefebvre lefevre legrand lemaire"
    " lemoine leroux leroy marchand masson mercier meunier moulin perrin petit pichon poirier"
    " prevost renard renaud rolland roussel roux"
)
_FRENCH_ENDS = ("eau", "eaux", "ault", "oux")
# First names that are Spanish: a D. before them is Don, as a C.P. is an accountant.
DONS = word_set(
    "agustin alberto alejandro alfonso alfredo alvaro andres angel antonio arturo carlos cesar"
    " cristobal diego eduardo emilio enrique ernesto esteban felipe fernando francisco gabriel"
    " gerardo gonzalo guillermo gustavo hector ignacio jaime javier joaquin jorge jose juan julio"
    " leonardo lorenzo luis manuel marcos mariano mario martin mateo miguel nicolas oscar pablo"
    " pedro rafael ramon raul ricardo roberto rodrigo salvador santiago sergio tomas vicente victor"
)
DONAS = word_set(
    "ana adriana alejandra alicia andrea angela beatriz carmen carolina claudia cristina daniela"
    " diana elena eva fernanda gabriela gloria guadalupe irene isabel juana julia laura leticia"
    " lucia luisa luz margarita maria marta martha mercedes monica montserrat natalia norma"
    " patricia paula pilar raquel rocio rosa sandra sara silvia sofia susana teresa veronica"
)
SPANISH = DONS | DONAS
# First names that are hardly a family's: what follows the family name behind them is no name.
FIRST_NAMES = word_set(
    "aaron alice amanda amy andrea andrew angela ann anna anne annette barbara becky beth betty"
    " bill bob bobby brenda brian carla carol caroline catherine charlotte christina christine"
    " christopher cindy claire dan daniel dave deborah debbie diana diane donna dorothy ed eduardo"
    " elaine elizabeth ellen emily emma eric erica erik eva fernando fred gary geoffrey greg"
    " gregory hanna hannah heather heidi helen ian ingrid jan janet jason javier jeff jeffrey"
    " jennifer jenny jessica jill jim joan joanna joe john jon jonathan jose joshua juan judy julia"
    " julie karen katherine kathleen kathy katie kevin kristin larry laura lauren linda lisa lori"
    " luc lucy luis luke margaret maria marie marina mary matt matthew megan melissa michael"
    " michelle mike monica nancy natalie nathan nick nicole pamela patricia paula pedro phil philip"
    " rachel rebecca renee rick ron ronald rosa ruth samantha sandra sara sarah sean sharon sofia"
    " sophie stefan stephanie stephen steve steven sue susan tammy tara ted teresa theresa tim"
    " timothy tina todd tom tony tracy ursula uwe valerie veronica vicky victoria wendy"
)
KNOWN_FIRST_NAMES = FIRST_NAMES | MONSIEURS | SPANISH
# First names of men to whom a Bey behind is a Mr.
MEN_IN_TURKEY = word_set(
    "mehmet mustafa ahmet ali huseyin hasan ibrahim ismail osman yusuf murat omer ramazan halil"
    " suleyman abdullah mahmut recep salih fatih kadir emre hakan serkan orhan selim kemal cem can"
    " burak tolga volkan erkan erdem ozan onur baris umut deniz levent tayfun turgut bulent metin"
)


def is_french(family: str) -> bool:
    plain = bare(family)
    return plain in _FRENCH_FAMILIES or plain.endswith(_FRENCH_ENDS)
