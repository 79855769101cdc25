"""``make run`` as a person has it: one command, one address, and nothing left behind."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.fixtures.product import BACKGROUND, COMMAND, READY_SECONDS, Product, until
from tests.fixtures.rows import each_row
from yardflow.config import Settings
from yardflow.launch import preflight

pytestmark = pytest.mark.heavy

LAUNCH = "yardflow.launch --tied"
NO_REDIS = "redis://x:secret@127.0.0.1:1"


def test_one_command_gives_one_address_two_logins_and_a_healthy_product(standing) -> None:
    run = standing()
    assert f"Open http://localhost:{run.port}\n" in run.output
    assert "admin@yardflow.com    YardFlow2026!" in run.output
    assert "demo@yardflow.com     Demo2026!" in run.output
    assert until(lambda: run.get("/api/health")[0] == 200, 20), run.get("/api/health")
    status, page = run.get("/login/")
    assert (status, "<title>Sign in" in page) == (200, True)
    assert run.get("/api/nothing-here")[0] == 404
    assert json.loads(run.get("/api/ping")[1]) == {"status": "ok"}


def test_a_second_start_on_the_same_folder_says_who_has_it(standing) -> None:
    first = standing()
    second = Product(first.data_dir)
    assert second.process.wait(20) == 1
    assert f"already runs on {first.data_dir} (process {first.number_of(LAUNCH)})" in second.output
    assert first.get("/api/ping")[0] == 200


def test_what_is_killed_under_it_comes_back(standing) -> None:
    run = standing()
    assert until(lambda: run.get("/api/health")[0] == 200, 20)
    for number, command in run.programs().items():
        if "valkey-server" in command or "yardflow.launch.web" in command or "actors" in command:
            os.kill(number, signal.SIGKILL)
    assert until(lambda: run.output.count("starting it again") >= 3)
    assert until(lambda: run.get("/api/health")[0] == 200), run.get("/api/health")


def test_in_the_background_it_ends_on_sigterm(standing) -> None:
    run = standing()
    make = parent_of(run.number_of(LAUNCH))
    assert ignores(make, signal.SIGINT)  # as shells have it
    os.kill(make, signal.SIGTERM)
    assert until(lambda: not run.programs(), 60), run.programs()
    assert "Stopped" in run.output


def test_a_second_start_makes_nothing_anew(standing) -> None:
    output = standing.again().output
    for once in ("Preparing", "Bringing", "Filling the empty database", "Building the pages"):
        assert once not in output


def test_in_the_background_it_ends_on_ctrl_c(standing) -> None:
    run = standing()
    launch = run.number_of(LAUNCH)
    assert ignores(parent_of(launch), signal.SIGINT)
    os.killpg(os.getpgid(launch), signal.SIGINT)
    assert until(lambda: not run.programs(), 60), run.programs()
    assert "Stopped" in run.output


def test_who_asked_for_no_hangup_keeps_it_running(start) -> None:
    run = start(("nohup", *COMMAND)).ready()
    assert ignores(run.process.pid, signal.SIGHUP)
    os.killpg(run.process.pid, signal.SIGHUP)
    assert run.get("/api/ping")[0] == 200
    run.process.terminate()
    assert run.process.wait(60) == 0
    assert run.programs() == {}


def test_a_redis_that_does_not_answer_is_told_and_the_product_runs_and_ends(start) -> None:
    run = start(BACKGROUND, REDIS_URL=NO_REDIS).ready()
    assert "Redis does not answer at 127.0.0.1:1 (REDIS_URL); jobs wait until it does" in run.output
    assert "secret" not in run.output
    assert run.get("/api/ping")[0] == 200
    launch = run.number_of(LAUNCH)
    assert ignores(parent_of(launch), signal.SIGINT)
    os.kill(launch, signal.SIGINT)  # to this process alone
    assert run.process.wait(60) == 0
    assert run.programs() == {}
    assert "Stopped" in run.output


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def ignores(process: int, number: signal.Signals) -> bool:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    mask = next(int(line.split()[1], 16) for line in lines if line.startswith("SigIgn"))
    return bool(mask >> (number - 1) & 1)


def test_a_killed_start_leaves_nothing_behind(start) -> None:
    run = start()
    assert until(lambda: len(run.programs("-m actors")) >= 5, READY_SECONDS)
    assert len(run.programs("yardflow.launch.web")) >= 2
    assert len(run.programs()) >= 12
    run.process.kill()
    assert until(lambda: not run.programs(), 30), run.programs()


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
    assert message in run.output
    assert "secret" not in run.output
    assert "Traceback" not in run.output


def test_the_database_s_silence_is_told_in_one_line() -> None:
    with pytest.raises(preflight.LaunchError) as refusal:
        preflight.reach_database("postgresql+psycopg://x:secret@127.0.0.1:1/x")
    place, reason = "at 127.0.0.1:1", "(Connection refused)"
    assert str(refusal.value) == f"DATABASE_URL: the database does not answer {place} {reason}."


def test_two_programs_do_not_share_a_port() -> None:
    settings = Settings(port=3210, worker_port=3210)
    with pytest.raises(preflight.LaunchError, match="WORKER_PORT and PORT are both 3210"):
        preflight.worker_port(settings)


@each_row(
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
    assert "is taken by another program" in run.output
    assert "Starting" not in run.output


def test_a_program_that_ends_at_its_start_says_why(start) -> None:
    port = preflight.free_port()
    run = start(WORKER_PORT=str(port))
    assert until(lambda: "Starting PostgreSQL" in run.output)
    with preflight.socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert run.process.wait(READY_SECONDS) == 1
    assert f"worker did not start. {run.data_dir}/logs/worker.log ends:" in run.output
    assert f"WORKER_PORT {port} is taken by another program" in run.output


def test_hubspot_is_not_played_where_the_settings_name_an_app_there() -> None:
    def played(**given: str) -> bool:
        missing = preflight.without_keys(Settings(**given))
        return "HubSpot" in [provider.label for provider in missing]

    assert played() and not played(hubspot_client_id="an-app")


def test_where_openai_is_played_so_are_the_companies_websites() -> None:
    missing = preflight.without_keys(Settings(openai_api_key=None, openai_base_url=None))
    environment = preflight.sandboxed(missing, 8090)
    assert environment["WEBSITE_BASE_URL"] == "http://127.0.0.1:8090/websites"
    others = [provider for provider in missing if provider.label != "OpenAI"]
    assert "WEBSITE_BASE_URL" not in preflight.sandboxed(others, 8090)
