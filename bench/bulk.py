"""Ten thousand contacts enriched in bulk by two workers, at 50 ms an answer; then ten thousand more
while workers are killed. Beside it: the bare questions from as many threads.

The money is looked at after both: nobody lost, nobody paid for twice, the budget kept.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import httpx
from sqlalchemy import text

from bench import own_workplace
from bench.figures import Figure, memory_mb
from tests.fixtures.product import ROOT
from yardflow import clock, db
from yardflow.config import SANDBOX_KEY, settings
from yardflow.launch import preflight
from yardflow.models import Event, EventStatus, Role, User
from yardflow.services.access import Principal
from yardflow.services.enrichment import overview
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk.service import BulkSelection
from yardflow.services.records import attendees, targets

CONTACTS, COMPANIES = 10_000, 1_000
ANSWER_S, KILLS, WORKERS = 0.05, 3, 2
BUDGET = "60"
LONGEST_S = 1_200

_COMPANIES = text("""
INSERT INTO account (name, name_key, domain, website, industry, size, headquarters, created_at,
    updated_at)
SELECT 'Company ' || n, 'company ' || n, 'company' || n || '.show' || :event || '.example', '', '',
    '', '', now(), now() FROM generate_series(1, :companies) n RETURNING id
""")
# Two colleagues in each company have an address, so that the pattern of the others is known.
_PEOPLE = text("""
INSERT INTO contact (account_id, first_name, last_name, name_key, title, email, email_status, phone,
    linkedin_url, country, created_at, updated_at)
SELECT account.id, 'Ann' || chr(97 + n), 'Lee' || chr(97 + n), 'ann lee ' || n, '',
    CASE WHEN n < 2 THEN 'ann' || chr(97 + n) || '.lee' || chr(97 + n) || '@' || account.domain END,
    CASE WHEN n < 2 THEN 'given' ELSE 'none' END, '', '', '', now(), now()
FROM account, generate_series(0, :each + 1) n WHERE account.id = ANY(:accounts) RETURNING id
""")
_WRONG = text("""
SELECT
    (SELECT count(*) FROM enrichment_run WHERE bulk_id = :bulk AND status <> 'succeeded'),
    (SELECT count(*) FROM (SELECT contact_id FROM charge WHERE status = 'settled'
        GROUP BY contact_id HAVING count(*) > 1) twice),
    (SELECT count(*) FROM charge WHERE status = 'reserved'),
    (SELECT count(*) FROM charge WHERE status = 'unconfirmed'),
    (SELECT sum(committed_usd) FROM spending_day),
    (SELECT sum(CASE status WHEN 'settled' THEN spent_usd WHEN 'released' THEN 0
        WHEN 'unconfirmed' THEN likely_usd ELSE reserved_usd END) FROM charge)
""")


class Workers:
    """Two workers as the deployer starts them, and the most memory that one process took."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._running: list[subprocess.Popen[bytes]] = []
        self._ended = threading.Event()
        self.most_mb = 0.0

    def start(self) -> None:
        """One more."""
        environment = os.environ | {"WORKER_PORT": str(preflight.free_port())}
        with self._log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "actors"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._running.append(process)

    def kill_one(self) -> None:
        """``kill -9`` for the oldest, with all of its processes; another one takes its place."""
        oldest = self._running.pop(0)
        oldest.send_signal(signal.SIGKILL)
        oldest.wait(10)
        self.start()

    def watch(self) -> None:
        """Notes memory until the end."""
        while not self._ended.wait(1):
            for process in self._running:
                for child in _children(process.pid):
                    self.most_mb = max(self.most_mb, memory_mb(child))

    def stop(self) -> None:
        """Ends all of them."""
        self._ended.set()
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.wait(40)


def measure() -> list[Figure]:
    with own_workplace.opened(durable=True), _workers() as workers:
        principal = _prepare()
        _slow_down()
        floor = _bare_questions()
        first = _bulk(principal, "Spring Show")
        calm = workers.most_mb
        second = _bulk(principal, "Autumn Show", workers)
        return [
            Figure("bulk of 10,000 contacts", first.rate, "contacts/s", floor, "ratio >= 0.5"),
            Figure("its largest worker process", calm, "MB", None, "value <= 200"),
            Figure("bulk, three workers killed", second.rate, "contacts/s", floor),
            Figure("lost, of both", first.lost + second.lost, "contacts", None, "value <= 0"),
            Figure("paid for twice, of both", second.twice, "contacts", None, "value <= 0"),
            Figure("spent past the budget", second.past_budget, "USD", None, "value <= 0"),
            Figure("left unconfirmed by the killed", second.unconfirmed, "questions"),
        ]


class Outcome:
    """What a bulk came to, as the database tells."""

    def __init__(self, bulk_id: int, seconds: float) -> None:
        with db.session() as session:
            lost, twice, reserved, unconfirmed, committed, charged = session.execute(
                _WRONG, {"bulk": bulk_id}
            ).one()
        assert committed == charged, f"the day's row says {committed}, its charges {charged}"
        assert reserved == 0, f"{reserved} questions are still open"
        self.rate = CONTACTS / seconds
        self.lost, self.twice, self.unconfirmed = int(lost), int(twice), int(unconfirmed)
        self.past_budget = float(max(Decimal(0), committed - Decimal(BUDGET)))


@contextmanager
def _workers() -> Iterator[Workers]:
    with tempfile.TemporaryDirectory(prefix="yf-bulk-") as folder:
        workers = Workers(Path(folder) / "log")
        for _ in range(WORKERS):
            workers.start()
        watch = threading.Thread(target=workers.watch, daemon=True)
        watch.start()
        try:
            yield workers
        finally:
            workers.stop()


def _prepare() -> Principal:
    with db.session() as session:
        user = User(name="Bench", email="bench@yardflow.test", role=Role.ADMIN, password_hash="!")
        session.add(user)
        session.flush()
        principal = Principal(int(user.id or 0), Role.ADMIN, user.name, user.email)
        fast = {"requests_per_minute": 1_000_000, "tokens_per_minute": 1_000_000_000}
        overview.save_settings(session, principal, None, {"daily_budget_usd": BUDGET, **fast})
    return principal


def _slow_down() -> None:
    """Every answer of the sandbox's OpenAI takes 50 ms from now on."""
    base = str(settings().openai_base_url).removesuffix("/openai/v1")
    fault = {"provider": "openai", "fault": "slow", "times": 1_000_000, "seconds": ANSWER_S}
    httpx.post(f"{base}/control", json=fault).raise_for_status()


def _bare_questions(many: int = 2_000, threads: int = 32) -> float:
    """Questions a second, over kept connections, with nothing done about their answers."""
    body = {"model": "gpt-5.4-mini", "input": '{"record": {"company": "Acme"}}'}
    headers = {"Authorization": f"Bearer {SANDBOX_KEY}"}
    limits = httpx.Limits(max_connections=threads, max_keepalive_connections=threads)
    with httpx.Client(headers=headers, limits=limits, timeout=20) as client:
        url = f"{settings().openai_base_url}/responses"

        def ask(_: int) -> None:
            client.post(url, json=body).raise_for_status()

        with ThreadPoolExecutor(threads) as pool:
            began = time.perf_counter()
            list(pool.map(ask, range(many)))
            return many / (time.perf_counter() - began)


def _bulk(principal: Principal, name: str, workers: Workers | None = None) -> Outcome:
    with db.session() as session:
        event = Event(name=name, status=EventStatus.ACTIVE)
        session.add(event)
        session.flush()
        event_id = int(event.id or 0)
        values = {"event": str(event_id), "companies": COMPANIES}
        accounts = session.scalars(_COMPANIES, values).all()
        values = {"accounts": accounts, "each": CONTACTS // COMPANIES}
        contacts = session.scalars(_PEOPLE, values).all()
        targets.add(session, principal, event_id, accounts)
        attendees.add(session, principal, event_id, contacts)
        session.execute(text("ANALYZE account, contact, target, attendee"))
    without_email = {"event_id": event_id, "email_status": "none"}
    with db.session() as session:
        bulk_id = bulk_service.start(session, principal, BulkSelection(filter=without_email)).id
    began, kills = clock.now(), 0
    deadline = time.monotonic() + LONGEST_S
    while True:
        with db.session() as session:
            bulk = bulk_service.get(session, principal, bulk_id)
        if bulk.ended:
            break
        if workers and kills < KILLS and bulk.done > (kills + 1) * CONTACTS // (KILLS + 2):
            workers.kill_one()
            kills += 1
        assert time.monotonic() < deadline, f"not done in time: {bulk}"
        time.sleep(0.5)
    assert bulk.total == CONTACTS, bulk
    assert not workers or kills == KILLS
    return Outcome(bulk_id, ((bulk.finished_at or clock.now()) - began).total_seconds())


def _children(process_id: int) -> list[int]:
    try:
        return [
            int(child)
            for task in Path(f"/proc/{process_id}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []
