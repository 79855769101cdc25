"""What a domain declares of itself, and where everything else looks it up.

``yardflow/domains/NAME.py`` holds one `Domain`. The web's root and the worker's install the list of
them once, before anything is looked up.

A text such as ``"yardflow.services.imports:run"`` is the address of something that only one of the
two processes needs: it is imported there, when it is looked up, and never in the other.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import resolve_name
from typing import Any, TypeVar

Address = str
Value = TypeVar("Value")


class JobQueue(StrEnum):
    """Long work has queues of its own, so that 100,000 rows never hold up one contact."""

    DEFAULT = "default"
    BULK = "bulk"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of background job.

    ``work`` takes the `jobs.Running` job. ``title`` has a place ``{}`` for the name of the subject;
    ``title_without_name`` is used where the job has none, or it was deleted. The person who asked
    for a job and ADMINs see it; ``readable_by_all``: everybody else may read it by its id.
    ``cancel`` and ``run_again`` (session, payload) are for kinds whose job only carries out what
    stands in another row: `cancel` changes that row and the job ends by itself. ``run_again``
    raises where there is nothing left to go on with.
    What a job of this kind did can be undone: ``can_undo`` (session, ids of ended jobs) says after
    which of them, ``undo`` (session, principal, job id) does it and says in a sentence what came of
    it.
    ``warm_up`` is called once in a process that works this queue, before the first job comes.
    ``download`` is the address of the file that the job makes of its subject, with a place ``{}``
    for the subject's id; it is offered to who asked for it for as long as the subject exists.
    """

    name: str
    queue: JobQueue
    work: Address
    title: str
    title_without_name: str
    readable_by_all: bool = False
    listed: bool = True
    cancel: Callable[[Any, dict], object] | None = None
    run_again: Callable[[Any, dict], object] | None = None
    can_undo: Callable[[Any, Collection[int]], Collection[int]] | None = None
    undo: Callable[[Any, Any, int], str] | None = None
    warm_up: Address = ""
    download: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of record that jobs and audit entries are about, as in ``contact:7``.

    ``key`` is the column of its id, ``name`` the columns that make its name, ``page`` its address
    with a place ``{}`` for the id, empty where it has none.
    """

    kind: str
    key: Any
    name: tuple[Any, ...]
    page: str


class NavigationGroup(StrEnum):
    """Where an entry of the sidebar stands, from its top to its foot."""

    WORK = "work"
    OUTREACH = "outreach"
    DATA = "data"
    FOOT = "foot"


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """An entry of the sidebar; ``label`` is the title of the page that it leads to. ``shown``
    (session) says whether it is there now, where it isn't always.
    """

    label: str
    href: str
    icon: str
    group: NavigationGroup = NavigationGroup.WORK
    shown: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class SettingsTab:
    """A tab of the settings: what it shows, and the handlers that read it when it is opened."""

    name: str
    label: str
    body: Address
    load: tuple[Address, ...]
    admin_only: bool = False


# What any list answers (`yardflow.state.list_state.Listed`).
LIST = (
    *("load", "search", "narrow", "narrow_text", "choose", "sort_by"),
    *("next_page", "previous_page", "widen"),
)


@dataclass(frozen=True, slots=True)
class Handlers:
    """Who may call which methods of a state, named as ``module.State``. Nobody may call others.

    ``everybody`` includes people who are not signed in, ``member`` everybody who is.
    """

    state: str
    everybody: tuple[str, ...] = ()
    member: tuple[str, ...] = ()
    admin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """What is done over and over, by so many ``processes`` of the worker's own: ``work`` names a
    class whose ``round`` says how much it did, and which rests while that is nothing.
    """

    name: str
    work: Address
    processes: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """All that the rest of the product knows of a domain.

    ``pages`` are modules with a tuple ``PAGES``. ``undo_actions`` are named by `state.undo.Undo`.
    ``refresh`` names handlers that read a page again after something changed what it shows, by the
    page's address (``*`` for one part). ``trays`` name background handlers that follow what the
    header of every page shows. ``hooks`` are called with session, principal and an
    instance of the class, in the transaction that caused it. ``each_round`` and ``each_minute`` are
    what the worker's scheduler does, each in a transaction of its own. ``loops`` are what processes
    of the worker's own do over and over. ``lifespan_tasks`` run beside the web process.
    """

    name: str
    routers: tuple[Address, ...] = ()
    pages: tuple[Address, ...] = ()
    navigation: tuple[NavigationEntry, ...] = ()
    settings_tabs: tuple[SettingsTab, ...] = ()
    stylesheets: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    lifespan_tasks: tuple[Address, ...] = ()
    handlers: tuple[Handlers, ...] = ()
    job_kinds: tuple[JobKind, ...] = ()
    subjects: tuple[Subject, ...] = ()
    undo_actions: Mapping[str, Address] = field(default_factory=dict)
    refresh: tuple[tuple[str, Address], ...] = ()
    trays: tuple[Address, ...] = ()
    hooks: tuple[tuple[type, Callable[[Any, Any, Any], None]], ...] = ()
    each_round: tuple[Callable[[Any], object], ...] = ()
    each_minute: tuple[Callable[[Any], object], ...] = ()
    loops: tuple[Loop, ...] = ()


_installed: tuple[Domain, ...] = ()


def install(domains: Iterable[Domain]) -> None:
    """Makes these the domains of this process, in the order of navigation, tabs and routes.

    Raises:
        ValueError: two of them declare the same.
    """
    global _installed
    _installed = tuple(domains)
    for lookup in (job_kinds, subjects, settings_tabs, undo_actions, loops):
        lookup.cache_clear()
        lookup()


def domains() -> tuple[Domain, ...]:
    """The installed domains.

    Raises:
        RuntimeError: this process has installed none, so whatever it does would be half done.
    """
    if not _installed:
        raise RuntimeError("no domains are installed: call registry.install(DOMAINS) first")
    return _installed


@cache
def job_kinds() -> dict[str, JobKind]:
    """Every kind of job, by its name."""
    return _unique((kind.name, kind) for domain in domains() for kind in domain.job_kinds)


@cache
def subjects() -> dict[str, Subject]:
    """Every kind of subject, by its name."""
    return _unique((subject.kind, subject) for domain in domains() for subject in domain.subjects)


@cache
def settings_tabs() -> dict[str, SettingsTab]:
    """Every tab of the settings, by its name in the address."""
    return _unique((tab.name, tab) for domain in domains() for tab in domain.settings_tabs)


@cache
def undo_actions() -> dict[str, Address]:
    """Every way to undo something, by its name."""
    return _unique(item for domain in domains() for item in domain.undo_actions.items())


@cache
def loops() -> dict[str, Address]:
    """What processes of the worker do over and over, by the name of each process."""
    return _unique(
        (loop.name if number == 1 else f"{loop.name}-{number}", loop.work)
        for domain in domains()
        for loop in domain.loops
        for number in range(1, loop.processes + 1)
    )


def resolved(addresses: Iterable[Address]) -> list[Any]:
    """Imports what these addresses name: modules, or what is in one."""
    # Of a module it would not say why it can't be imported.
    return [
        resolve_name(address) if ":" in address else import_module(address) for address in addresses
    ]


def _unique(pairs: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, value in pairs:
        if name in values:
            raise ValueError(f"{name} is declared twice")
        values[name] = value
    return values
