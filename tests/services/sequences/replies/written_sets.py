"""Messages by writers who knew nothing of the rules, a line of JSON each, with what each is.

``sets/people/`` are people's, ``sets/programs/`` what programs wrote, a file a language. A line
has ``kind`` (``unsure``: a person's, who perhaps wants no more emails; ``challenge``: a program
asks whether a person wrote), ``sent``, ``from``, ``subject``, ``text``, and where there are any
``headers``, ``last_day`` away, ``successor``. ``misread``: the rules read it otherwise so far.
"""

import json
from datetime import date
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from yardflow.models import ReplyKind
from yardflow.services.sequences.replies import Verdict, judge, of_raw, reading_of

FOLDER = Path(__file__).parent / "sets"
FILES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob("*/*.jsonl"))
OWN = "sam@yardflow.example"

Line = dict[str, Any]


@cache
def lines_of(file: str) -> list[Line]:
    return [json.loads(each) for each in (FOLDER / file).read_text(encoding="utf-8").splitlines()]


@cache
def kinds_of(file: str) -> list[str]:
    return sorted({line["kind"] for line in lines_of(file)})


def verdict_of(line: Line) -> Verdict:
    mail = of_raw(_content(line))
    return judge(reading_of(mail), {OWN}, date.fromisoformat(line["sent"]))


def kind_of(verdict: Verdict) -> str:
    return "unsure" if verdict.unsure else verdict.kind.value


def problem_of(line: Line) -> str:
    """What the rules say otherwise of a message; empty if nothing."""
    verdict = verdict_of(line)
    successor = verdict.successor.address if verdict.successor else None
    read = [kind_of(verdict)]
    meant = [line["kind"]]
    if line["kind"] == ReplyKind.OUT_OF_OFFICE:
        read.append(verdict.until.isoformat() if verdict.until else None)
        meant.append(line.get("last_day"))
    if line.get("successor"):
        read.append(successor)
        meant.append(line["successor"])
    return "" if read == meant else f"{read}, not {meant}: {line['subject']!r} {line['text']!r}"


def _content(line: Line) -> bytes:
    message = EmailMessage()
    message["From"] = line["from"]
    message["To"] = f"Sam Carter <{OWN}>"
    message["Subject"] = line["subject"]
    message["Message-ID"] = "<answer@acme.example>"
    message["In-Reply-To"] = "<one@yardflow.example>"
    for name, value in line.get("headers", {}).items():
        message[name] = value
    message.set_content(line["text"])
    return message.as_bytes()
