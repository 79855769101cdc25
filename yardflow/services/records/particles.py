"""Words that stand before a family name and belong to it: ``van``, ``de la``, ``in 't``."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PARTICLES = _set(
    "de del della delle der den dos das da di du van von vom zu zur zum la le las los el al bin"
    " bint ibn ter ten y st saint san santa mac mc nic ní uí dalla dalle dei degli vander o' d'"
    " dela delos dal dai dell' vanden vande vd ste sta sto mag abd ait ould"
)
# With a capital these are names.
LOWER_CASE_PARTICLES = _set(
    "in op aan het auf und dem des do af av ben abu e i lo te t 't 's 'n am an ab uit bij onder"
    " over voor wa ka bani bou"
)
