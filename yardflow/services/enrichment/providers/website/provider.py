"""The company's own website: free, asked once for all of its people.

Only what the page states as data is taken for a fact. Its title and description are no claims;
they go along to the paid provider, which may make more of them.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from yardflow import clock, db
from yardflow.integrations.website import reader as website_reader
from yardflow.integrations.website.front_page import FrontPage
from yardflow.models import Website, WebsiteStatus
from yardflow.services.enrichment.providers.protocol import (
    ProviderAnswer,
    ProviderClaim,
    Question,
)
from yardflow.services.enrichment.providers.website import industries
from yardflow.services.enrichment.providers.website.company_sizes import range_of
from yardflow.services.records.values.domains import host_of, is_shared

FRESH, TRIED = timedelta(days=30), timedelta(days=1)
SIZE_CONFIDENCE, INDUSTRY_CONFIDENCE = Decimal("0.85"), Decimal("0.75")
# A topic that a company says it knows about is a hint, which waits for a person.
TOPIC_CONFIDENCE = Decimal("0.55")
LONGEST_CONTEXT = 600


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a website, without when."""

    status: WebsiteStatus
    title: str = ""
    description: str = ""
    facts: dict[str, str] | None = None
    problem: str = ""


class ByWebsite:
    """Reads the front page of an account's domain, or what it said the last time."""

    name = "website"

    def __init__(self, read: Callable[[str], FrontPage] = website_reader.read) -> None:
        """``read`` gives a domain's front page, or raises what `website.read` raises."""
        self._read = read
        # So that colleagues who are enriched at once don't read the same page at once.
        self._turns = [threading.Lock() for _ in range(64)]

    def ready(self) -> bool:
        """Always."""
        return True

    def ask(self, question: Question) -> ProviderAnswer:
        """What the company's website says; nothing where it has none or wants no visitors."""
        contact = question.contact
        domain = host_of(contact.domain or contact.website)
        if not domain or is_shared(domain):
            return ProviderAnswer()
        site = self._site(domain)
        if site.status != WebsiteStatus.READ:
            good_for = TRIED if site.status == WebsiteStatus.UNREACHABLE else None
            return ProviderAnswer(note=f"{domain}: {site.problem}", good_for=good_for)
        return ProviderAnswer(claims_of(domain, site, question.fields), site=_context(site))

    def _site(self, domain: str) -> Site:
        with self._turns[hash(domain) % len(self._turns)]:
            with db.session() as session:
                known = remembered(session, domain)
            if known is not None:
                return known
            site = self._visited(domain)
            with db.session() as session:
                remember(session, domain, site)
            return site

    def _visited(self, domain: str) -> Site:
        try:
            page = self._read(domain)
        except website_reader.Forbidden as error:
            return Site(WebsiteStatus.FORBIDDEN, problem=str(error))
        except website_reader.Unreachable as error:
            return Site(WebsiteStatus.UNREACHABLE, problem=str(error))
        return Site(WebsiteStatus.READ, page.title, page.description, facts_of(domain, page))


def facts_of(domain: str, page: FrontPage) -> dict[str, str]:
    """What the page's data says of the company itself: ``industry``, ``naics``, ``topic``,
    ``employees`` (a range) and ``stated`` (the number as it is written there).

    Of the organisations on the page it is the first one that lives at this domain, as it says or,
    where it says nothing, as the page does.
    """
    at = host_of(page.host) or domain
    homes = ((host_of(each.url) or at, each) for each in page.companies)
    company = next((each for home, each in homes if f".{home}".endswith(f".{domain}")), None)
    if company is None:
        return {}
    facts = {
        "industry": industries.fit(company.industry),
        "naics": industries.by_naics(company.naics),
        "topic": industries.fit(company.topics[0]) if len(company.topics) == 1 else "",
    }
    if company.fewest is not None:
        facts["employees"] = range_of(company.fewest, company.most)
        upper = "or more" if company.most is None else f"to {company.most}"
        exact = company.most == company.fewest
        facts["stated"] = str(company.fewest) if exact else f"{company.fewest} {upper}"
    return {name: said for name, said in facts.items() if said}


def claims_of(domain: str, site: Site, fields: frozenset[str]) -> tuple[ProviderClaim, ...]:
    """What the facts come to, each with where on the page it stands."""
    facts, claims = site.facts or {}, []
    page = f"The front page of {domain} says so in its data"
    if "industry" in fields:
        stated = (
            ("industry", INDUSTRY_CONFIDENCE, f"{page} (schema.org industry)"),
            ("naics", INDUSTRY_CONFIDENCE, f"{page} (schema.org naics)"),
            ("topic", TOPIC_CONFIDENCE, f"{page} (schema.org knowsAbout)"),
        )
        claims += [
            ProviderClaim("industry", facts[name], confidence, ByWebsite.name, how)
            for name, confidence, how in stated
            if name in facts
        ][:1]
    if "size" in fields and "employees" in facts:
        how = f"{page} (schema.org numberOfEmployees: {facts['stated']})"
        claims.append(
            ProviderClaim("size", facts["employees"], SIZE_CONFIDENCE, ByWebsite.name, how)
        )
    return tuple(claims)


def remembered(session: Session, domain: str) -> Site | None:
    """What a website said the last time, unless that is too long ago."""
    row = session.get(Website, domain)
    if row is None or row.expires_at <= clock.now():
        return None
    return Site(row.status, row.title, row.description, dict(row.facts), row.problem or "")


def remember(session: Session, domain: str, site: Site) -> None:
    """Keeps what it said; of two workers who read it at once, the later one's stays."""
    now = clock.now()
    values = {
        "status": site.status,
        "title": site.title,
        "description": site.description,
        "facts": site.facts or {},
        "problem": site.problem or None,
        "read_at": now,
        "expires_at": now + (FRESH if site.status == WebsiteStatus.READ else TRIED),
    }
    session.execute(
        insert(Website)
        .values(domain=domain, **values)
        .on_conflict_do_update(index_elements=["domain"], set_=values)
    )


def _context(site: Site) -> str:
    return ". ".join(filter(None, (site.title, site.description)))[:LONGEST_CONTEXT]
