"""What a contact's last run came to, as a record and a card show it."""

from dataclasses import dataclass, field

from yardflow.counts import counted
from yardflow.services.enrichment import LastResult
from yardflow.services.enrichment.claims.suggestions import Suggestion
from yardflow.services.enrichment.providers.protocol import FIELDS

# What would help to find an address, with the name of the account.
_ADVICE = {
    "website": "Add the company's website to guess an email",
    "colleague": "Add the email of anyone at {} to guess this one",
}


@dataclass
class FilledItem:
    """A field with what was filled in."""

    label: str
    value: str


@dataclass
class QuestionItem:
    """A suggestion that needs review, with the field it is for."""

    claim_id: int
    field: str
    label: str
    value: str
    percent: int
    why: str


@dataclass
class ResultView:
    """``summary`` is all of it in a sentence or two; ``has_news``: there is more to show than that
    nothing was found; ``wants_website``: it can be added here.
    """

    at: str = ""
    filled: list[FilledItem] = field(default_factory=list)
    questions: list[QuestionItem] = field(default_factory=list)
    advice: str = ""
    wants_website: bool = False
    account_id: int = 0
    account_href: str = ""
    summary: str = ""
    has_news: bool = False


def view_of(result: LastResult) -> ResultView:
    filled = [FilledItem(each.label, each.value) for each in result.filled]
    questions = [
        QuestionItem(
            each.claim_id,
            name,
            FIELDS[name],
            each.value,
            each.percent,
            _why(each),
        )
        for name, suggestions in result.review.items()
        for each in suggestions
    ]
    return ResultView(
        at=result.ended_at.isoformat(),
        filled=filled,
        questions=questions,
        advice=_ADVICE.get(result.advice, "").format(result.account_name),
        wants_website=result.advice == "website",
        account_id=result.account_id,
        account_href=f"/accounts/{result.account_id}/",
        summary=_summary(filled, len(questions)),
        has_news=bool(filled or questions or result.advice),
    )


def _why(suggestion: Suggestion) -> str:
    return f"{suggestion.source}: {suggestion.how}"


def _summary(filled: list[FilledItem], questions: int) -> str:
    parts = []
    if filled:
        parts.append(f"Filled in {', '.join(item.label.lower() for item in filled)}.")
    if questions:
        verb = "needs" if questions == 1 else "need"
        parts.append(f"{counted(questions, 'suggestion')} {verb} review.")
    return " ".join(parts) or "Nothing new found."
