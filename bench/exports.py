"""An export of 100,000 contacts in both formats, beside a bare ``COPY … TO STDOUT (FORMAT csv)`` of
the same columns: from the job's row to its end, in a process that does nothing else, with its peak
of memory. Each contact has a note, a phone, and an account with a website.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import crowd
from bench.figures import Figure
from yardflow.launch import servers

ROWS, ROUNDS = 100_000, 3
_NOTES = """
    INSERT INTO note (contact_id, text, created_at)
    SELECT id, 'met on Tuesday, yard of 300 trailers', now() FROM contact;
    UPDATE contact SET phone = '+1415555' || lpad((id % 10000)::text, 4, '0');
"""
_BARE = """
    COPY (
        SELECT c.first_name, c.last_name, c.title, a.name, a.website, c.email, c.email_status,
            c.phone, c.mobile, c.linkedin_url, c.country, c.personas, c.seniority,
            (SELECT string_agg(e.name, '; ') FROM attendee t JOIN event e ON e.id = t.event_id
                WHERE t.contact_id = c.id),
            a.icp_score, u.name, c.enriched_at,
            (SELECT string_agg(n.text, ' ') FROM note n WHERE n.contact_id = c.id)
        FROM contact c JOIN account a ON a.id = c.account_id
        LEFT JOIN app_user u ON u.id = c.owner_id ORDER BY c.sort_name, c.id
    ) TO STDOUT (FORMAT csv, HEADER)
"""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="yf-bench-") as folder:
        Path(folder).chmod(0o755)
        with servers.embedded(Path(folder) / "data") as urls:
            settings = {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url}
            _python(settings, "-m", "yardflow.migrations")
            with crowd.connected(urls.database_url) as connection:
                owner = crowd.fill(connection, ROWS).owners[0]
                connection.execute(_NOTES)
                connection.commit()
                connection.autocommit = True
                connection.execute("VACUUM ANALYZE")
            reports: dict[str, list[dict[str, float]]] = {"csv": [], "xlsx": []}
            bare = []
            for _ in range(ROUNDS):
                for kind, of_kind in reports.items():
                    report = json.loads(_python(settings, "-m", "bench.exports", kind, str(owner)))
                    assert report["rows"] == ROWS, report
                    of_kind.append(report)
                bare.append(_bare(urls.database_url))
    floor = ROWS / min(bare)
    figures = []
    for kind, of_kind in reports.items():
        fastest = min(report["seconds"] for report in of_kind)
        peak = max(report["peak_mb"] for report in of_kind)
        figures += [
            Figure(f"export as {kind}", ROWS / fastest, "rows/s", floor),
            Figure(f"export as {kind}, peak memory", peak, "MB", None, "value <= 200"),
        ]
    return figures


def _bare(database_url: str) -> float:
    with crowd.connected(database_url) as connection, connection.cursor() as cursor:
        began = time.perf_counter()
        with cursor.copy(_BARE) as copy:
            for _ in copy:
                pass
        return time.perf_counter() - began


def _python(settings: dict[str, str], *arguments: str) -> str:
    """A fresh process, so that its memory is only its own."""
    env = os.environ | settings | {"AUTH_SECRET": "a secret of the benchmark, forty characters"}
    done = subprocess.run(
        [sys.executable, *arguments], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _export(kind: str, user_id: int) -> dict[str, Any]:
    """In the fresh process: what the worker does."""
    from yardflow import db, jobs
    from yardflow.models import ExportFormat, Role
    from yardflow.services.access import Principal
    from yardflow.services.records import export
    from yardflow.services.records.contact_query import ContactQuery

    seller = Principal(user_id, Role.MEMBER, "Seller", "seller@crowd.example")
    with db.session() as session:
        view = export.start(session, seller, ContactQuery(), ExportFormat(kind))
    began = time.perf_counter()
    jobs.perform(view.job_id, export.run)
    took = time.perf_counter() - began
    with db.session() as session:
        rows = export.get(session, seller, view.id).rows
    return {"seconds": took, "peak_mb": _peak_mb(), "rows": rows}


def _peak_mb() -> float:
    """Of this program alone: what `getrusage` says begins with the memory of who started it."""
    status = Path("/proc/self/status").read_text()
    (kilobytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) * 1024 / 1e6


if __name__ == "__main__":
    from yardflow import registry
    from yardflow.domains import DOMAINS

    registry.install(DOMAINS)
    print(json.dumps(_export(sys.argv[1], int(sys.argv[2]))))
