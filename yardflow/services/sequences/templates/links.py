"""Where the links of a template lead, and what came of following them.

A job follows them when a person asks for it. What it saw is kept with the template by the link
itself, so that it still holds in the next version.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock, db, jobs
from yardflow.integrations.website import links
from yardflow.integrations.website.links import Outcome, Verdict
from yardflow.integrations.website.pinned_http import Deadline, DeadlineExceeded
from yardflow.models import Job, LinkCheck, Template
from yardflow.models.job import OPEN
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.records.values.fields import printable
from yardflow.services.sequences.templates import sources
from yardflow.services.sequences.templates.problems import MOST_WORDINGS, Problem
from yardflow.services.sequences.templates.rendering import (
    Refused,
    Source,
    compiled,
    is_rewritable,
    own_links,
    render,
)
from yardflow.services.sequences.templates.variables import SAMPLES

JOB = "check_links"
PER_MINUTE = 5
MOST, AT_ONCE, SECONDS = 50, 5, 60.0
# A little more than is followed, so that a cut link is none that leads elsewhere.
LONGEST = 2_100
_OTHER_PERSON = {name: f"{text}x" for name, text in SAMPLES.items()}
_NOT_YET = "Not checked yet."
_DEPENDS = "It depends on the contact."
_NO_TIME = "There wasn't enough time."
_TOO_MANY = f"Only the first {MOST} links are checked."


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a template, with sample values in it, and what came of following it."""

    url: str
    verdict: Verdict
    reason: str
    leads_to: str

    @property
    def death(self) -> str:
        """What to say of a link whose page is gone, empty of any other."""
        gone = self.verdict is Verdict.GONE
        return f"The link {self.url[:200]} is dead. {self.reason}" if gone else ""


@dataclass(frozen=True, slots=True)
class LinkReport:
    """The links of what was saved last. ``checked_at`` is when they were followed last, if ever;
    ``checking``: it is being done.
    """

    links: list[Link]
    checked_at: datetime | None
    checking: bool


def check(session: Session, principal: Principal, template_id: int) -> int:
    """Has a job follow the links of what was saved last; its id. One at a time for a template.

    Raises:
        NotFound: there is no such template.
        TooMany: the person asked for it five times within the last minute.
    """
    template = load_record(session, Template, template_id)
    jobs.limit(session, JOB, principal.user_id, PER_MINUTE)
    job = jobs.enqueue(
        session,
        JOB,
        subject=f"template:{template.id}",
        payload={"template_id": template.id},
        unique_key=_key(template_id),
        asked_by=principal.user_id,
    )
    return job.id or 0


def run(running: jobs.Running) -> None:
    """Performs a job of kind ``check_links``; its payload holds ``template_id``.

    Raises:
        NotFound: the template is gone.
    """
    template_id = int(running.payload["template_id"])
    with db.session() as session:
        urls = _urls(_saved(session, template_id))
    outcomes = _followed([url for url, fixed in urls.items() if fixed][:MOST])
    with db.session() as session:
        load_record(session, Template, template_id)
        kept = {"checked_at": clock.now(), "outcomes": {"links": outcomes}}
        statement = insert(LinkCheck).values(template_id=template_id, **kept)
        session.execute(statement.on_conflict_do_update(index_elements=["template_id"], set_=kept))
        running.finish(session, {"links": len(outcomes)})


def report(session: Session, principal: Principal, template_id: int) -> LinkReport:
    """The links of what was saved last, and what is known of them.

    Raises:
        NotFound: there is no such template.
    """
    urls = _urls(_saved(session, template_id))
    known = session.get(LinkCheck, template_id, populate_existing=True)
    is_open = select(col(Job.id)).where(
        col(Job.unique_key) == _key(template_id), col(Job.status).in_(OPEN)
    )
    return LinkReport(
        links=_links(urls, known),
        checked_at=known.checked_at if known else None,
        checking=session.execute(is_open).first() is not None,
    )


def dead(session: Session, template_id: int, source: Source) -> list[Problem]:
    """The links of a template that were gone when they were followed last. They keep nothing from
    being published: a site may be back by then.
    """
    known = session.get(LinkCheck, template_id, populate_existing=True)
    return [
        Problem("html", 0, link.death, blocks=False)
        for link in _links(_urls(source), known)
        if link.death
    ]


def _key(template_id: int) -> str:
    return f"check_links:{template_id}"


def _saved(session: Session, template_id: int) -> Source:
    template = load_record(session, Template, template_id)
    return sources.load(session, template.version_id or 0)


def _urls(source: Source) -> dict[str, bool]:
    """The links to the web of all wordings, each with whether it is the same page for everyone."""
    try:
        count = min(compiled(source).wordings, MOST_WORDINGS)
        urls = {url: None for number in range(count) for url in _of(source, SAMPLES, number)}
        others = {
            _page(url) for number in range(count) for url in _of(source, _OTHER_PERSON, number)
        }
    except Refused:
        return {}
    return {url: _page(url) in others for url in urls}


def _of(source: Source, values: Mapping[str, str], wording: int) -> list[str]:
    own = own_links(values)
    links = render(source, values, wording=wording).links
    return [url[:LONGEST] for url in links if is_rewritable(url, own)]


def _page(url: str) -> str:
    """The link without its query: what is told there of the contact leads to no other page."""
    try:
        return urlsplit(url)._replace(query="", fragment="").geturl()
    except ValueError:
        return url


def _followed(urls: list[str]) -> dict[str, dict[str, str]]:
    deadline = Deadline(SECONDS)

    def follow(url: str) -> Outcome:
        try:
            return links.look(url, seconds=deadline.left(links.SECONDS))
        except DeadlineExceeded:
            return Outcome(Verdict.NOT_CHECKED, _NO_TIME)

    with ThreadPoolExecutor(AT_ONCE, "links") as threads:
        outcomes = zip(urls, threads.map(follow, urls), strict=True)
        return {
            url: {name: printable(text)[:LONGEST] for name, text in asdict(outcome).items()}
            for url, outcome in outcomes
        }


def _links(urls: Mapping[str, bool], known: LinkCheck | None) -> list[Link]:
    outcomes = known.outcomes.get("links", {}) if known else {}
    followed = 0
    listed = []
    for url, fixed in urls.items():
        followed += fixed
        outcome = outcomes.get(url, {})
        reason = _DEPENDS if not fixed else _TOO_MANY if followed > MOST else _NOT_YET
        listed.append(
            Link(
                url=url,
                verdict=Verdict(outcome.get("verdict", Verdict.NOT_CHECKED)),
                reason=outcome.get("reason", reason),
                leads_to=outcome.get("leads_to", ""),
            )
        )
    return listed
