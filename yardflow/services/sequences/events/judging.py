"""What happened to a message, told from all that was reported of it, in whatever order that came.

Pure functions over the reports of one message: told again with one more report, they say the same
of everything that the new one has nothing to do with.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from yardflow.models.message import Bounce

# Programs open and click within a moment; so many addresses are no person's reading.
_SCAN = timedelta(seconds=5)
_SCANNED_LINKS = 3
# Around a click on the link that no one sees, everything is the same program's.
_AROUND_HONEYPOT = timedelta(seconds=30)
_PROGRAMS = (
    "barracuda",
    "mimecast",
    "proofpoint",
    "symantec",
    "trendmicro",
    "fireeye",
    "bot",
    "crawler",
    "spider",
    "preview",
    "scan",
    "curl/",
    "wget/",
    "python-",
    "go-http-client",
    "java/",
    "okhttp",
    "headless",
)
# All that Apple's Mail Privacy Protection says of itself, which fetches pictures read or not.
_APPLE = "mozilla/5.0"
_LONGEST_AGENT = 500


class Reported(NamedTuple):
    """One report: the provider's word for what happened, when, and what it said with it."""

    id: int
    kind: str
    at: datetime
    url: str = ""
    agent: str = ""
    machine: bool = False
    bounce: Bounce | None = None
    mail_id: str = ""


class Judgement(NamedTuple):
    """What became of the message. ``opened_at`` and ``clicked_at`` are the first of a person;
    ``by_machine`` says of each open and click whether a program did it; ``mail_id`` is the
    Message-ID that it went out with.
    """

    delivered_at: datetime | None = None
    dropped_at: datetime | None = None
    bounced_at: datetime | None = None
    bounce: Bounce | None = None
    complained_at: datetime | None = None
    unsubscribed_at: datetime | None = None
    opened_at: datetime | None = None
    clicked_at: datetime | None = None
    by_machine: dict[int, bool] | None = None
    mail_id: str | None = None


def judge(
    reports: Sequence[Reported], honeypot: str, fresh: AbstractSet[int] = frozenset()
) -> Judgement:
    """Judges all reports of one message. ``honeypot`` is the address that no person sees. Opens and
    clicks of the ids in ``fresh`` tell of others, and don't count themselves yet.
    """
    by_kind: dict[str, list[Reported]] = {}
    for report in reports:
        by_kind.setdefault(report.kind, []).append(report)
    delivered = _first(by_kind, "delivered")
    opens, clicks = by_kind.get("open", []), by_kind.get("click", [])
    machines = _machines(opens, clicks, delivered, honeypot)
    ignored = machines | fresh
    # A person who clicks has read it, whether or not the pictures were loaded.
    clicked = _first(by_kind, "click", without=ignored)
    opened = min(filter(None, (_first(by_kind, "open", without=ignored), clicked)), default=None)
    # That no one is at the address stays true, whatever else its host says later.
    last = max(
        by_kind.get("bounce", ()),
        key=lambda report: (report.bounce == Bounce.HARD, report.at, report.id),
        default=None,
    )
    return Judgement(
        delivered_at=delivered,
        dropped_at=_first(by_kind, "dropped"),
        bounced_at=last.at if last else None,
        bounce=last.bounce if last else None,
        complained_at=_first(by_kind, "spamreport"),
        unsubscribed_at=_first(by_kind, "unsubscribe", "group_unsubscribe"),
        opened_at=opened,
        clicked_at=clicked,
        by_machine={report.id: report.id in machines for report in (*opens, *clicks)},
        mail_id=min((report.mail_id for report in reports if report.mail_id), default=None),
    )


def _first(
    by_kind: Mapping[str, Sequence[Reported]],
    *kinds: str,
    without: frozenset[int] = frozenset(),
) -> datetime | None:
    first: datetime | None = None
    for kind in kinds:
        for report in by_kind.get(kind, ()):
            if report.id not in without and (first is None or report.at < first):
                first = report.at
    return first


def _machines(
    opens: Sequence[Reported],
    clicks: Sequence[Reported],
    delivered: datetime | None,
    honeypot: str,
) -> frozenset[int]:
    if not opens and not clicks:
        return frozenset()
    clicks = sorted(clicks, key=lambda report: (report.at, report.id))
    traps = [click.at for click in clicks if click.url == honeypot]
    scans = _scans(clicks)
    return frozenset(
        report.id
        for report in (*opens, *clicks)
        if report.machine
        or _is_program(report.agent)
        or (delivered is not None and report.at < delivered)
        or (traps and any(abs(report.at - trap) <= _AROUND_HONEYPOT for trap in traps))
        or (scans and any(start <= report.at <= end for start, end in scans))
    )


@lru_cache(maxsize=1_000)  # most people read with what others read with
def _is_program(agent: str) -> bool:
    lower = agent[:_LONGEST_AGENT].lower()
    return lower.strip() == _APPLE or any(program in lower for program in _PROGRAMS)


def _scans(clicks: Sequence[Reported]) -> list[tuple[datetime, datetime]]:
    """Stretches in which several links were followed faster than anyone reads."""
    stretches: list[list[Reported]] = [clicks[:1]] if clicks else []  # type: ignore[list-item]
    for before, click in pairwise(clicks):
        if click.at - before.at <= _SCAN:
            stretches[-1].append(click)
        else:
            stretches.append([click])
    return [
        (stretch[0].at, stretch[-1].at)
        for stretch in stretches
        if len({click.url for click in stretch}) >= _SCANNED_LINKS
    ]
