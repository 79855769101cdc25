"""What the domains declare leads to something, and is declared once."""

from collections.abc import Iterator
from pkgutil import resolve_name

import pytest

from yardflow import registry
from yardflow.components.shell.navigation import sidebar
from yardflow.domains import DOMAINS
from yardflow.registry import Domain, JobKind, JobQueue, NavigationEntry, SettingsTab, Subject


@pytest.fixture(autouse=True)
def installed() -> Iterator[None]:
    """The product's own domains, again after each test."""
    yield
    registry.install(DOMAINS)


def addresses(domain: Domain) -> list[str]:
    """Everything that a domain names without importing it."""
    return [
        *domain.routers,
        *domain.pages,
        *domain.lifespan_tasks,
        *domain.undo_actions.values(),
        *(handler for _, handler in domain.refresh),
        *domain.trays,
        *(tab.body for tab in domain.settings_tabs),
        *(handler for tab in domain.settings_tabs for handler in tab.load),
        *(kind.work for kind in domain.job_kinds),
        *(kind.warm_up for kind in domain.job_kinds if kind.warm_up),
    ]


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_every_address_leads_to_something(domain):
    assert all(resolve_name(address) for address in addresses(domain))


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_every_entry_of_the_navigation_leads_to_a_page_of_that_title(domain):
    pages = [page for module in domain.pages for page in resolve_name(module).PAGES]
    titles = {page.route.rstrip("/"): page.title for page in pages}
    for entry in domain.navigation:
        assert titles[entry.href.rstrip("/")] == entry.label


KIND = JobKind("count", JobQueue.DEFAULT, work="", title="Count {}", title_without_name="Count")
TAB = SettingsTab("profile", "Profile", body="", load=())
SUBJECT = Subject("contact", None, (), page="")


@pytest.mark.parametrize(
    "twice", [{"job_kinds": (KIND,)}, {"settings_tabs": (TAB,)}, {"subjects": (SUBJECT,)}]
)
def test_two_domains_cannot_declare_the_same(twice):
    with pytest.raises(ValueError, match="is declared twice"):
        registry.install([Domain("first", **twice), Domain("second", **twice)])


def test_a_process_without_domains_does_nothing_by_halves():
    with pytest.raises(RuntimeError, match=r"registry\.install"):
        registry.install([])


def test_the_order_of_domains_is_the_order_of_the_navigation():
    entries = [entry for domain in registry.domains() for entry in domain.navigation]
    assert entries[0] == NavigationEntry("Dashboard", "/", "layout-dashboard")
    assert [entry.label for entry in entries[1:]] == [
        "Contacts",
        "Accounts",
        "Events",
        "Meetings",
        "Sequences",
        "Inbox",
        "Tasks",
        "Outbox",
        "Templates",
        "Senders",
        "Enrichment",
        "Import",
        "Suppressions",
        "HubSpot",
        "Settings",
    ]


def test_the_navigation_stands_in_groups_with_a_heading_each():
    entries = [entry for domain in registry.domains() for entry in domain.navigation]
    groups: dict[str, list[str]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry.label)
    assert groups == {
        "work": ["Dashboard", "Contacts", "Accounts", "Events", "Meetings"],
        "outreach": [
            *("Sequences", "Inbox", "Tasks", "Outbox", "Templates", "Senders", "Suppressions"),
        ],
        "data": ["Enrichment", "Import", "HubSpot"],
        "foot": ["Settings"],
    }
    shown = str(sidebar("Contacts"))
    places = [shown.index(text) for text in ('"Outreach"', '"Sequences"', '"Data"', '"Import"')]
    assert places == sorted(places)
