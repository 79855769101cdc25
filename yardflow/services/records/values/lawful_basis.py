"""Why a person may be emailed, as people and other programs write it."""

from pathlib import Path

from yardflow.models import LawfulBasis
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import taking
from yardflow.services.records.values.normalize import folded

LONGEST = 80
# As others write it: HubSpot's "legal basis for processing", and what stands in a column that is
# called "consent". An import takes "none" and "n/a" for an empty cell, as in every column.
_WRITTEN = {
    folded(written): basis
    for basis, _, written in (
        line.partition(": ")
        for line in Path(__file__).with_name("lawful_bases.txt").read_text("utf-8").splitlines()
    )
}


def lawful_basis(value: object) -> str:
    """One of `LawfulBasis`, also as HubSpot and others write it, or nothing."""
    text = str(fields.line(LONGEST)(value))
    if not text:
        return ""
    words = " ".join("".join(sign if sign.isalnum() else " " for sign in text).split())
    basis = _WRITTEN.get(folded(words))
    if basis is None:
        raise ValueError(f"Choose one of: {', '.join(LawfulBasis)}.")
    return basis


taking(lawful_basis, enum=["", *map(str, LawfulBasis)], maxLength=LONGEST)


def since(value: object) -> str:
    """A day as ``2026-02-09``, or nothing."""
    day = fields.day(str(fields.line(LONGEST)(value)))
    return day.isoformat() if day else ""


taking(since, anyOf=[{"format": "date"}, {"const": ""}], maxLength=LONGEST)
