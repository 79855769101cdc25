"""``make run`` as a person has it: one command, one address, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from yardflow.config import Settings
from yardflow.launch import preflight

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


COMMAND = (sys.executable, "-m", "yardflow.launch", "--tied")


class Run:
    """One start of the product."""

    def __init__(self, data_dir: Path, command: Sequence[str] = COMMAND, **env: str) -> None:
        self.data_dir = data_dir
        self.port = int(env.get("PORT", preflight.free_port()))
        self.worker_port = preflight.free_port()
        own = {"PORT": str(self.port), "WORKER_PORT": str(self.worker_port)} | env
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        # A file of its own, not a pipe: what the product starts must not keep the test waiting.
        self._said = tempfile.NamedTemporaryFile(suffix=".log")  # noqa: SIM115
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=kept | own | {"DATA_DIR": str(data_dir)},
            stdout=self._said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def said(self) -> str:
        return Path(self._said.name).read_text()

    def ready(self, seconds: float = 240) -> "Run":
        assert until(lambda: "Ready in" in self.said or self.process.poll() is not None, seconds)
        assert "Ready in" in self.said, self.said
        return self

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=5) as found:
                return found.status, found.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def programs(self) -> dict[int, str]:
        """Everything that works with this data folder: process id and command line.

        The database servers overwrite their environment; they are known by where they work.
        """
        found, mark = {}, f"DATA_DIR={self.data_dir}".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                here = (entry / "cwd").readlink().is_relative_to(self.data_dir)
                if here or mark in (entry / "environ").read_bytes():
                    found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
        return found


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="yf-run-") as made:
        Path(made).chmod(0o755)
        yield Path(made) / "data"


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Run]]:
    """Starts the product in the module's folder, and ends it after the test."""
    started: list[Run] = []

    def begin(command: Sequence[str] = COMMAND, **env: str) -> Run:
        run = Run(folder, command, **env)
        started.append(run)
        return run

    yield begin
    for run in started:
        run.process.terminate()
        run.process.wait(60)
    assert until(lambda: all(not run.programs() for run in started), 30)


def test_one_command_gives_one_address_two_logins_and_a_healthy_product(start) -> None:
    run = start().ready()
    assert f"Open http://localhost:{run.port}\n" in run.said
    assert "admin@yardflow.com    YardFlow2026!" in run.said
    assert "demo@yardflow.com     Demo2026!" in run.said
    assert until(lambda: run.get("/api/health")[0] == 200, 20), run.get("/api/health")
    status, page = run.get("/login/")
    assert (status, "<title>Sign in" in page) == (200, True)
    assert run.get("/api/nothing-here")[0] == 404
    assert json.loads(run.get("/api/ping")[1]) == {"status": "ok"}


def test_a_second_start_makes_nothing_anew(start) -> None:
    first = start().ready().process
    first.terminate()
    first.wait(40)
    said = start().ready().said
    for once in ("Preparing the database", "Filling the empty database", "Building the pages"):
        assert once not in said


def test_a_second_start_on_the_same_folder_says_who_has_it(start) -> None:
    first = start().ready()
    second = start()
    assert second.process.wait(20) == 1
    assert f"already runs on {first.data_dir} (process {first.process.pid})" in second.said
    assert first.get("/api/ping")[0] == 200


def test_a_killed_start_leaves_nothing_behind(start) -> None:
    run = start().ready()
    assert len(run.programs()) >= 12
    run.process.kill()
    assert until(lambda: not run.programs(), 30), run.programs()


def test_ctrl_c_ends_everything(start) -> None:
    run = start().ready()
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(40) == 0
    assert run.programs() == {}


def test_what_is_killed_under_it_comes_back(start) -> None:
    run = start().ready()
    assert until(lambda: run.get("/api/health")[0] == 200, 20)
    for number, command in run.programs().items():
        if "valkey-server" in command or "yardflow.launch.web" in command or "actors" in command:
            os.kill(number, signal.SIGKILL)
    assert until(lambda: run.said.count("starting it again") >= 3)
    assert until(lambda: run.get("/api/health")[0] == 200), run.get("/api/health")


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("PORT", "99999", "PORT: expected a whole number from 1 to 65535"),
        ("REDIS_URL", "redis://x:secret@127.0.0.1:no/0", "REDIS_URL: expected redis://"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL: expected postgresql://"),
        ("DATABASE_URL", "postgresql://x:secret@127.0.0.1:1/x", "DATABASE_URL: the database does"),
        ("OPENAI_BASE_URL", "nonsense", "OPENAI_BASE_URL: expected an address"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(start, setting, value, message) -> None:
    run = start(**{setting: value})
    assert run.process.wait(20) == 1
    assert message in run.said
    assert "secret" not in run.said
    assert "Traceback" not in run.said


def test_the_database_s_silence_is_told_in_one_line() -> None:
    with pytest.raises(preflight.LaunchError) as refusal:
        preflight.reach_database("postgresql+psycopg://x:secret@127.0.0.1:1/x")
    place, reason = "at 127.0.0.1:1", "(Connection refused)"
    assert str(refusal.value) == f"DATABASE_URL: the database does not answer {place} {reason}."


def test_a_redis_that_does_not_answer_is_told_and_the_product_runs(start) -> None:
    run = start(REDIS_URL="redis://x:secret@127.0.0.1:1").ready()
    assert "Redis does not answer at 127.0.0.1:1 (REDIS_URL); jobs wait until it does" in run.said
    assert "secret" not in run.said
    assert run.get("/api/ping")[0] == 200


def test_two_programs_do_not_share_a_port() -> None:
    settings = Settings(port=3210, worker_port=3210)
    with pytest.raises(preflight.LaunchError, match="WORKER_PORT and PORT are both 3210"):
        preflight.worker_port(settings)


@pytest.mark.parametrize(
    ("bind", "reached"),
    [
        ("127.0.0.1", "http://127.0.0.1:3000"),
        ("0.0.0.0", "http://127.0.0.1:3000"),
        ("::", "http://[::1]:3000"),
        ("10.0.0.7", "http://10.0.0.7:3000"),
    ],
)
def test_what_listens_is_reached_where_it_listens(bind: str, reached: str) -> None:
    assert preflight.reached_at(bind, 3000) == reached


def test_a_taken_port_is_named_before_anything_starts(start) -> None:
    with preflight.socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        run = start(PORT=str(other.getsockname()[1]))
        assert run.process.wait(20) == 1
    assert "is taken by another program" in run.said
    assert "Starting" not in run.said


def test_where_openai_is_played_so_are_the_companies_websites() -> None:
    missing = preflight.without_keys(Settings(openai_api_key=None, openai_base_url=None))
    found = preflight.sandboxed(missing, 8090)
    assert found["WEBSITE_BASE_URL"] == "http://127.0.0.1:8090/websites"
    others = [each for each in missing if each[0] != "OPENAI_API_KEY"]
    assert "WEBSITE_BASE_URL" not in preflight.sandboxed(others, 8090)
