"""Comparing what was guessed with the truth: accuracy, bands of confidence, calibration.

- A guess is a claim that filled its field or waits for review; of several about one field the most
  confident counts. The second address that a person was given is counted by itself.
- A field whose truth is blank is not counted. Industry and size are a company's: they count once
  for each company, against what most of its rows say.
- Addresses are compared without regard to case; title, industry and seniority also without
  accents, punctuation and doubled spaces; a size as one of the product's ranges ("1,200 employees"
  is 1001-5000).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean
from typing import Any

from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.records.values.normalize import folded

EMAIL_TARGET = (Decimal("0.7"), 0.90)
# From (inclusive), to (exclusive, but the last one ends at 1.0).
BANDS = tuple(
    (Decimal(low), Decimal(high))
    for low, high in (
        ("0.0", "0.5"),
        ("0.5", "0.7"),
        ("0.7", "0.8"),
        ("0.8", "0.9"),
        ("0.9", "1.0"),
    )
)
AROUND_80 = (Decimal("0.75"), Decimal("0.85"))
_RANGES = (
    *((10, "1-10"), (50, "11-50"), (200, "51-200"), (500, "201-500"), (1000, "501-1000")),
    *((5000, "1001-5000"), (10_000, "5001-10000")),
)
_LARGEST = "10001+"


@dataclass(frozen=True, slots=True)
class Graded:
    """One guess beside the truth; ``rank`` 0 is the most confident about its field."""

    field: str
    confidence: Decimal
    right: bool
    rank: int = 0


def is_right(field: str, guessed: str, truth: str) -> bool:
    """Whether a guess says the same as the truth."""
    if field == "email":
        return guessed.strip().lower() == truth.strip().lower()
    if field == "size":
        return size_range(guessed) == size_range(truth)
    return _plain(guessed) == _plain(truth)


def size_range(text: str) -> str:
    """The range that a number of employees lies in; what is no number stays as it is, folded.

    A range is placed by its upper end: ``201 – 500 people`` is 201-500. ``10,000+`` and
    ``more than 10 000`` are the largest.
    """
    bare = re.sub(r"(?<=\d)[,.'’\s\u00a0\u202f](?=\d{3}\b)", "", folded(text))
    numbers = [
        int(digits) * (1000 if thousand else 1)
        for digits, thousand in re.findall(r"(\d{1,9})\s*(k\b)?", bare)
    ]
    if not numbers:
        return _plain(text)
    most = max(numbers)
    if re.search(r"\+|>|more than|over|above|mehr als", bare):
        most += 1
    return next((name for bound, name in _RANGES if most <= bound), _LARGEST)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", folded(text)).split())


def by_field(graded: Iterable[Graded], questions: dict[str, int]) -> dict[str, Any]:
    """For each field: how many had a truth to find (``asked``), and what became of them."""
    graded = list(graded)
    return {
        field: {"asked": questions.get(field, 0)}
        | summed_up(guess for guess in graded if guess.field == field)
        for field in FIELDS
    }


def tally(graded: Iterable[Graded]) -> dict[str, Any]:
    """Guesses, right ones, and their share; None where nothing was guessed."""
    marks = [guess.right for guess in graded]
    return {"guesses": len(marks), "right": sum(marks), "accuracy": _share(sum(marks), len(marks))}


def summed_up(graded: Iterable[Graded]) -> dict[str, Any]:
    """The best guesses: how many were right, and how far their confidence can be believed.

    ``around_0.8``: of claims from 0.75 to 0.85, how many were right. ``bands`` set the mean
    confidence of a band beside the share that was right; ``error`` is their mean distance, weighed
    by guesses (the expected calibration error), ``band_error`` the same with each band as one (0 is
    perfect).
    """
    best = [guess for guess in graded if guess.rank == 0]
    bands = [_band(best, low, high) for low, high in BANDS]
    apart = {
        band["from"]: abs(band["confidence"] - band["accuracy"])
        for band in bands
        if band["guesses"]
    }
    weighed = sum(band["guesses"] * apart.get(band["from"], 0) for band in bands)
    around = (guess for guess in best if AROUND_80[0] <= guess.confidence < AROUND_80[1])
    return tally(best) | {
        "around_0.8": tally(around),
        "error": _share(weighed, len(best)),
        "band_error": _share(sum(apart.values()), len(apart)),
        "bands": bands,
    }


def _band(best: list[Graded], low: Decimal, high: Decimal) -> dict[str, Any]:
    inside = [
        guess
        for guess in best
        if low <= guess.confidence and (guess.confidence < high or high == 1)
    ]
    mean = round(fmean(guess.confidence for guess in inside), 4) if inside else None
    return {"from": float(low), "to": float(high), "confidence": mean} | tally(inside)


def email_target(graded: Iterable[Graded], people: int) -> dict[str, Any]:
    """Of the addresses guessed at 0.7 and more, how many are right; and of how many of ``people``
    (``coverage``) one was guessed that surely.
    """
    least, target = EMAIL_TARGET
    sure = tally(
        guess
        for guess in graded
        if guess.field == "email" and guess.rank == 0 and guess.confidence >= least
    )
    met = sure["accuracy"] is not None and sure["accuracy"] >= target
    return (
        {"least": float(least), "goal": target}
        | sure
        | {
            "coverage": _share(sure["guesses"], people),
            "met": met,
        }
    )


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
