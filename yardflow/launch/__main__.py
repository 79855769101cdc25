"""`make run`: everything the product needs, in one terminal.

    python -m yardflow.launch [--tied]

Starts PostgreSQL and Redis unless their addresses are set, brings the database up to date, fills
it when empty, builds the pages when they changed, and keeps web, worker and (without provider
keys) the sandbox running. ``--tied`` ends it with the process that started it.
"""

import os
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from yardflow import config, disk
from yardflow.launch import build, child_processes, postgres, preflight, redis_server, revisions
from yardflow.launch.child_processes import Child, LaunchError
from yardflow.launch.data_dir import owned
from yardflow.launch.disk_reserve import Reserve
from yardflow.launch.supervisor import Stopped, Supervisor, until_stopped

ROOT = build.ROOT
START_SECONDS = 120.0
HEALTHY_SECONDS = 15.0
LOGINS = (("admin@yardflow.com", "YardFlow2026!"), ("demo@yardflow.com", "Demo2026!"))


def say(text: str) -> None:
    """One line about what is going on. Who can't hear it (a full disk) does not stop us."""
    with suppress(OSError):
        print(f"▸ {text}", flush=True)


def main() -> int:
    """Runs until somebody stops it; returns the exit code."""
    if "--tied" in sys.argv:
        child_processes.die_with_parent()
    try:
        with until_stopped():
            settings = config.load()
            data_dir = (ROOT / settings.data_dir).resolve()
            with owned(data_dir) as lock:
                _run(Run(settings, data_dir, lock))
    except Stopped:
        say("Stopped")
    except (LaunchError, config.SettingsError) as error:
        print(f"✗ {error}", file=sys.stderr, flush=True)
        return 1
    return 0


class Run:
    """One start: the settings, and what was decided for those that are unset."""

    def __init__(self, settings: config.Settings, data_dir: Path, lock: int) -> None:
        self.settings = settings
        self.data_dir = data_dir
        self.lock = lock
        self.database_url = settings.database_url
        self.port = preflight.web_port(settings)
        self.worker_port = preflight.worker_port(settings)
        self.without_redis = False
        self.env = os.environ | {
            "PORT": str(self.port),
            "WORKER_PORT": str(self.worker_port),
            "DATA_DIR": str(data_dir),
            "PYTHONUNBUFFERED": "1",
        }

    def log(self, name: str) -> Path:
        """Where a program's output goes."""
        return self.data_dir / "logs" / f"{name}.log"

    def program(self, name: str, *arguments: str) -> Child:
        """Starts one of the product's own programs."""
        command = [sys.executable, *arguments]
        log = self.log(name)
        return child_processes.start(
            name, command, log=log, cwd=ROOT, env=self.env, keep_open=[self.lock]
        )


def _run(run: Run) -> None:
    supervisor = Supervisor(say)
    began = time.monotonic()
    try:
        look = _keep_reserve(run)
        _start_servers(run, supervisor)
        _prepare(run)
        _start_product(run, supervisor)
        _announce(run, time.monotonic() - began)
        supervisor.watch(look)
    finally:
        with suppress(OSError):
            print("", flush=True)  # the terminal's ^C stays on a line of its own
        say("Stopping")
        supervisor.stop()


def _keep_reserve(run: Run) -> Callable[[], bool]:
    """Keeps room for a database of our own; what `Supervisor.watch` asks."""
    if run.database_url:
        (run.data_dir / disk.NAME).unlink(missing_ok=True)
        return lambda: False
    return Reserve(run.data_dir, say).look


def _start_servers(run: Run, supervisor: Supervisor) -> None:
    if not run.database_url:
        say("Starting PostgreSQL")
        database = postgres.prepare(run.data_dir, run.lock, say=say)
        supervisor.start("PostgreSQL", database.begin, depth=2)
        run.database_url = run.env["DATABASE_URL"] = database.url
    else:
        preflight.reach_database(run.database_url)
    if not run.settings.redis_url:
        say("Starting Redis")
        redis = redis_server.prepare(run.data_dir, run.lock)
        supervisor.start("Redis", redis.begin, depth=2)
        run.env["REDIS_URL"] = redis.url
    elif not preflight.redis_answers(run.settings.redis_url):
        run.without_redis = True
        place = preflight.redis_place(run.settings.redis_url)
        say(f"Redis does not answer at {place} (REDIS_URL); jobs wait until it does")
    if not run.settings.auth_secret and not run.settings.production:
        run.env["AUTH_SECRET"] = preflight.auth_secret(run.data_dir)
    if not run.settings.encryption_keys and not run.settings.production:
        run.env["ENCRYPTION_KEYS"] = preflight.encryption_key(run.data_dir)


def _prepare(run: Run) -> None:
    if not revisions.is_current(run.database_url or ""):
        say("Bringing the database up to date")
        _finish(run, "migrate", "-m", "yardflow.migrations")
    if not run.settings.production and _is_empty(run.database_url or ""):
        say("Filling the empty database with demo data")
        _finish(run, "seed", "seed.py")
    build.build(say, run.log("build"))


def _is_empty(database_url: str) -> bool:
    import psycopg

    with psycopg.connect(preflight.plain(database_url), connect_timeout=5) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM app_user)").fetchone()
        return not (row and row[0])


def _finish(run: Run, name: str, *arguments: str) -> None:
    child = run.program(name, *arguments)
    try:
        failed = child.process.wait()
    finally:
        child.stop(2)
    if failed:
        raise LaunchError(f"{name} failed. {run.log(name)} ends:\n{child.tail()}")


def _start_product(run: Run, supervisor: Supervisor) -> None:
    providers = [] if run.settings.production else preflight.without_keys(run.settings)
    if providers:
        say("Starting the sandbox (stands in for providers without a key)")
        port = preflight.free_port()
        run.env |= preflight.sandboxed(providers, port)
        if run.settings.website_base_url:
            run.env["WEBSITE_BASE_URL"] = run.settings.website_base_url
        arguments = _sandbox(run, port)
        supervisor.start("sandbox", lambda: run.program("sandbox", *arguments), depth=1)
    say("Starting web and worker")
    web = ("-m", "yardflow.launch.web", "--host", run.settings.bind)
    supervisor.start("worker", lambda: run.program("worker", "-m", "actors"))
    supervisor.start("web", lambda: run.program("web", *web))
    web_url = preflight.reached_at(run.settings.bind, run.port)
    awaited = {"web": f"{web_url}/api/ping"}
    if not run.without_redis:  # without it the worker isn't well, and comes to be by itself
        awaited["worker"] = f"http://127.0.0.1:{run.worker_port}/health"
    for service, url in awaited.items():
        child = next(started.child for started in supervisor.services if started.name == service)
        assert child
        child_processes.when_ready(child, _answering(url, child), START_SECONDS, run.log(service))
    if not run.without_redis:
        _wait_until_healthy(f"{web_url}/api/health")


def _sandbox(run: Run, port: int) -> tuple[str, ...]:
    """How the sandbox is started; its SendGrid reports to the product, as the real one does."""
    webhook = f"{preflight.reached_at(run.settings.bind, run.port)}/api/webhooks/sendgrid"
    named = {"--port": port, "--folder": run.data_dir / "sandbox", "--webhook": webhook}
    options = (text for name, value in named.items() for text in (name, str(value)))
    return ("-m", "yardflow.sandbox", *options)


def _wait_until_healthy(url: str) -> None:
    deadline = time.monotonic() + HEALTHY_SECONDS
    while not _is_ok(url):
        if time.monotonic() > deadline:
            say(f"It runs, and is not well yet: {url} says why")
            return
        time.sleep(0.3)


def _answering(url: str, child: Child) -> Callable[[], bool]:
    """Whether the program answers there, and not another one in its place."""
    return lambda: not child.ended and _is_ok(url)


def _is_ok(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:  # also an answer that says it is not
        return False


def _announce(run: Run, seconds: float) -> None:
    url = run.settings.public_url or f"http://localhost:{run.port}"
    lines = [f"Ready in {seconds:.0f} s. Open {url}", ""]
    if not run.settings.production:
        lines += [f"    sign in as  {name:20}  {password}" for name, password in LOGINS]
    lines += ["", f"    logs in {run.data_dir / 'logs'}; Ctrl-C ends everything"]
    say("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
