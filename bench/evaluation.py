"""``python -m bench.evaluation [FILE]``: how right the product is about people it does not know.

Reads a labelled list (`labelled_list`), lets the product see the known rows, enriches the others
on its real path (`labelled_people`), compares what it says with the truth (`grading`), prints a
table and writes ``bench/eval.json``. With OPENAI_API_KEY it asks OpenAI, which costs money within
the day's budget; without, the sandbox, whose word on anything but addresses is made up.
"""

import argparse
import json
import os
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench import grading, labelled_list, labelled_people, own_workplace
from bench.grading import Graded
from bench.labelled_people import Guess, Loaded
from yardflow import clock, db
from yardflow.config import SettingsError
from yardflow.launch.child_processes import LaunchError
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.providers.protocol import FIELDS, OF_ACCOUNT

FOLDER = Path(__file__).parent
OWN_LIST = FOLDER / "labelled" / "email_patterns.csv"
RESULT = FOLDER / "eval.json"
_SANDBOX = (
    "The sandbox makes up title, seniority, industry and size: only addresses mean something."
)
_MICRO = Decimal("0.000001")


def main() -> int:
    options = argparse.ArgumentParser(prog="make eval-enrichment FILE=", description=__doc__)
    options.add_argument("file", nargs="?", type=Path, default=OWN_LIST, help="a labelled list")
    options.add_argument("--to", type=Path, default=RESULT, help="where the figures are written")
    given = options.parse_args()
    try:
        result = evaluate(given.file)
    except (labelled_list.Unreadable, LaunchError, SettingsError) as error:
        print(f"✗ Nothing was measured.\n{error}", file=sys.stderr)
        return 2
    write(result, given.to)
    print(table(result))
    return 0


def evaluate(path: Path) -> dict[str, Any]:
    """Everything that ``eval.json`` says.

    Raises:
        labelled_list.Unreadable: the file can't be measured on.
        LaunchError: the servers could not be started.
    """
    people = labelled_list.read(path)
    with own_workplace.opened() as sandbox:
        with db.session() as session:
            principal, loaded = labelled_people.load(session, people)
        unanswered = labelled_people.enrich(principal, list(loaded.people), _say)
        with db.session() as session:
            guesses, cost = labelled_people.guesses(session), labelled_people.spent(session)
            model = enrichment_settings.read(session).model_in_use
        graded, counts_asked = grade(loaded, guesses)
        count = len(loaded.people)
        return {
            "file": path.name,
            "at": clock.now().isoformat(timespec="seconds"),
            "sandbox": sandbox,
            "model": model,
            "known": sum(person.known for person in people),
            "contacts": count,
            "companies": len(loaded.companies),
            "skipped": dict(loaded.skipped),
            "unanswered": unanswered,
            "cost_usd": str(cost),
            "cost_per_contact_usd": str((cost / max(count, 1)).quantize(_MICRO)),
            "fields": grading.by_field(graded, counts_asked),
            "second_email": grading.tally(
                entry for entry in graded if entry.field == "email" and entry.rank == 1
            ),
            "email_target": grading.email_target(graded, counts_asked["email"]),
            "calibration": grading.summed_up(graded),
        }


def grade(loaded: Loaded, guesses: list[Guess]) -> tuple[list[Graded], dict[str, int]]:
    """Each guess beside its truth, and how many truths there were for each field."""
    truth = {
        (field, contact_id): getattr(person, field)
        for contact_id, person in loaded.people.items()
        for field in FIELDS
        if field not in OF_ACCOUNT
    } | {
        (field, account_id): labelled_people.told_of(rows, field)
        for account_id, rows in loaded.companies.items()
        for field in OF_ACCOUNT
    }
    graded, ranks = [], Counter[tuple[str, int]]()
    for guess in guesses:
        key = (guess.field, guess.owner_id)
        if truth.get(key):
            right = grading.is_right(guess.field, guess.value, truth[key])
            graded.append(Graded(guess.field, guess.confidence, right, ranks[key]))
            ranks[key] += 1
    return graded, Counter(field for (field, _), value in truth.items() if value)


def table(result: dict[str, Any]) -> str:
    """The figures for a person."""
    names = [
        f"{figures['from']:.1f}–{figures['to']:.1f}" for figures in result["calibration"]["bands"]
    ]
    lines = [
        ("", "asked", "guesses", "right", "accuracy", *names),
        *(_line(field, figures) for field, figures in result["fields"].items()),
    ]
    second, email, target = (
        result["second_email"],
        result["fields"]["email"],
        result["email_target"],
    )
    provider = "the sandbox" if result["sandbox"] else "OpenAI"
    notes = [
        f"{result['contacts']} contacts guessed from {result['known']} known ones at "
        f"{result['companies']} companies; model {result['model']} ({provider})",
        f"Addresses at {target['least']} and more: {_of(target)} right "
        f"({_percent(target['accuracy'])}, goal {target['goal']:.0%}), "
        f"for {_percent(target['coverage'])} of the people",
        f"Second addresses: {_of(second)} right",
        f"Claims around 0.8: {_of(result['calibration']['around_0.8'])} right, of addresses "
        f"{_of(email['around_0.8'])}; confidence is off by "
        f"{_percent(result['calibration']['error'])} on average, of addresses by "
        f"{_percent(email['error'])}",
        f"Cost: {result['cost_usd']} USD, {result['cost_per_contact_usd']} USD a contact",
        *([_SANDBOX] if result["sandbox"] else []),
        *(f"Skipped: {count}, because {why}" for why, count in result["skipped"].items()),
        *(f"Without an answer: {count}: {why}" for why, count in result["unanswered"].items()),
    ]
    return f"{_aligned(lines)}\n\n" + "\n".join(notes)


def write(result: dict[str, Any], path: Path) -> None:
    """Puts the figures in place of the earlier ones, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(path)


def _say(progress: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{progress} ", end="", file=sys.stderr, flush=True)


def _aligned(lines: list[tuple[str, ...]]) -> str:
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            [
                line[0].ljust(widths[0]),
                *(cell.rjust(w) for cell, w in zip(line[1:], widths[1:], strict=True)),
            ]
        )
        for line in lines
    )


def _line(field: str, figures: dict[str, Any]) -> tuple[str, ...]:
    counts = (str(figures[name]) for name in ("asked", "guesses", "right"))
    return (
        field,
        *counts,
        _percent(figures["accuracy"]),
        *(_of(band) for band in figures["bands"]),
    )


def _of(figures: dict[str, Any]) -> str:
    return f"{figures['right']}/{figures['guesses']}" if figures["guesses"] else "–"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


if __name__ == "__main__":
    sys.exit(main())
