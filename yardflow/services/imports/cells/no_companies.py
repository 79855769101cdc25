"""What people write as their company who have none: one account of it would gather all of them as
colleagues. What stands for nothing at all is among `fillers`.
"""

from pathlib import Path

from yardflow.services.records.values.normalize import folded

_TEXTS = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").partition("\n")[2]
_NO_COMPANIES = frozenset(folded(text.strip()) for text in _TEXTS.split(",") if text.strip())
_LONGEST = 60
_AROUND = " .-–—()[]*\"'"


def is_no_company(text: str) -> bool:
    """Whether a text says that somebody works for no company, or for one that is not named."""
    return len(text) <= _LONGEST and folded(text).strip(_AROUND) in _NO_COMPANIES
