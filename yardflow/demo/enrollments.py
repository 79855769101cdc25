"""Whom the demo's sequences email, and what they do with it. Days and hours count back from now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

FOLLOW_UP, NURTURE = "Post-Event Follow-up", "Qualified Lead Nurture"
WEEKS = timedelta(weeks=4)
SITE = "https://yardflow.example/gates"
_PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15"
_SCANNER = "Barracuda Sentinel (EE)"


@dataclass(frozen=True)
class Cohort:
    """Who was enrolled together, so many days ago."""

    days_ago: int
    sequence: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Reaction:
    """What happened to an email so long after it was sent: a word of SendGrid's, and what it says
    with it. ``lately``: only after all that is over, a good day before now.
    """

    kind: str
    after: timedelta
    details: Mapping[str, object]
    lately: bool = False


@dataclass(frozen=True)
class Answer:
    """What someone writes back so long after an email was sent. In ``subject`` {} is that of the
    email; ``text`` may name the {domain} they write from and {until} when they are away, for
    ``away_days``. ``sender`` where it is another one: the answer names no email then.
    """

    after: timedelta
    text: str
    subject: str = "Re: {}"
    sender: str = ""
    automatic: bool = False
    away_days: int = 0
    lately: bool = False


COHORTS = (
    Cohort(
        25,
        NURTURE,
        (
            "Helena Brandt",
            "Devon Clarke",
            "Walter Brandvold",
            "Yusuf Demir",
            "Amy Collins",
            "Erik Lindqvist",
        ),
    ),
    Cohort(
        18,
        NURTURE,
        (
            "Marcus Oyelaran",
            "Grace Okafor",
            "Stephen Achebe",
            "Monique Baptiste",
            "Hector Salinas",
        ),
    ),
    Cohort(12, FOLLOW_UP, ("Jean-Marc Olivier", "Sofia Marchetti")),
    Cohort(6, NURTURE, ("Tyler Boone", "Lucía Fernández")),
    Cohort(5, FOLLOW_UP, ("Aaron Pike", "Priya Raman", "Devon Clarke", " Roy", "Luz Herrera")),
    Cohort(0, NURTURE, ("Joy Mbeki",)),
    Cohort(0, FOLLOW_UP, ("Helena Brandt",)),
)


def _reaction(kind: str, *, lately: bool = False, details: object = None, **after: int) -> Reaction:
    known = details if isinstance(details, dict) else {}
    return Reaction(kind, timedelta(**after), known, lately)


DELIVERED = _reaction("delivered", seconds=40)
_OPENED = _reaction("open", hours=3, details={"agent": _PHONE})
_OPENED_LATELY = _reaction("open", hours=2, details={"agent": _PHONE}, lately=True)
_CLICKED = _reaction("click", hours=3, minutes=2, details={"url": SITE, "agent": _PHONE})
_BY_A_MACHINE = _reaction("open", seconds=55, details={"machine": True})
_SCANNED = _reaction("click", seconds=50, details={"url": SITE, "agent": _SCANNER})
UNSUBSCRIBED = _reaction("unsubscribe", hours=5)
_GONE = _reaction("bounce", seconds=20, details={"bounce": "hard"})
_FULL = _reaction("bounce", minutes=9, details={"bounce": "full"})

# To each email; whoever isn't here lets them lie.
REACTIONS = {
    "Helena Brandt": (DELIVERED, _OPENED, _CLICKED),
    "Devon Clarke": (DELIVERED, _BY_A_MACHINE),
    "Walter Brandvold": (DELIVERED, _OPENED, UNSUBSCRIBED),
    "Yusuf Demir": (_GONE,),
    "Marcus Oyelaran": (DELIVERED, _OPENED),
    "Grace Okafor": (_FULL,),
    "Stephen Achebe": (DELIVERED, _BY_A_MACHINE, _OPENED),
    "Monique Baptiste": (DELIVERED, _SCANNED),
    "Jean-Marc Olivier": (DELIVERED, _OPENED, _CLICKED),
    "Tyler Boone": (DELIVERED, _OPENED),
    "Aaron Pike": (DELIVERED, _OPENED_LATELY),
    "Priya Raman": (DELIVERED, _BY_A_MACHINE, _OPENED_LATELY),
}
# What some write back to their first email.
ANSWERS = {
    "Tyler Boone": Answer(
        timedelta(hours=20),
        "Thanks for the note. We open a second yard in Reno in the spring, so the timing is good."
        "\n\nCould you show us the gate app on Thursday after 2?\n\nTyler",
        lately=True,
    ),
    "Erik Lindqvist": Answer(
        timedelta(seconds=50),
        "I am out of the office until {until} with limited access to email.\n\nErik Lindqvist",
        "Automatic reply: {}",
        automatic=True,
        away_days=40,
    ),
    "Hector Salinas": Answer(timedelta(hours=6), "Please unsubscribe me."),
    "Sofia Marchetti": Answer(
        timedelta(minutes=1),
        "Sofia Marchetti is no longer with the company. Please contact Marco Bellini "
        "(marco.bellini@{domain}).",
        "Automatic reply: {}",
        automatic=True,
    ),
    "Lucía Fernández": Answer(
        timedelta(hours=30),
        "Hi, Lucía forwarded me your invitation. Is there still a slot at your booth on Wednesday?"
        "\n\nTomás Rey, Distribution",
        "Your booth",
        sender="Tomás Rey <tomas.rey@{domain}>",
        lately=True,
    ),
}
# Who was called when their task said so; the tasks of the others are still open.
CALLED = {"Jean-Marc Olivier"}
# Where SendGrid did not answer, so that only a person can tell whether it went out.
UNCONFIRMED = {"Luz Herrera"}
