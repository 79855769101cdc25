"""Settings: accepted in the forms people have them in, refused by name."""

import subprocess
import sys

import pytest

from yardflow.config import SettingsError, load


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_database_url_is_taken_in_every_common_form(monkeypatch, scheme):
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://u:p@db:5432/yardflow")
    assert load().database_url == "postgresql+psycopg://u:p@db:5432/yardflow"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DATABASE_URL", "mysql://db/x", "expected postgresql://"),
        ("REDIS_URL", "http://cache", "expected redis://"),
        ("AUTH_SECRET", "short", "at least 32 random characters"),
        ("CRON_SECRET", "tick", "at least 32 random characters"),
        ("PUBLIC_URL", "yardflow.example.com", "expected an address such as https://"),
        ("PORT", "abc", "expected a whole number from 1 to 65535"),
        ("WORKER_PORT", "70000", "expected a whole number from 1 to 65535"),
        ("BIND", "everywhere", "expected an IP address"),
        ("SENDGRID_FROM_EMAIL", "nobody", "an email address"),
        ("OPENAI_BASE_URL", "file:///etc", "expected an address"),
    ],
)
def test_a_wrong_value_stops_the_start_with_its_name_and_what_is_expected(
    monkeypatch, name, value, expected
):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refusal:
        load()
    assert name in str(refusal.value) and expected in str(refusal.value)


def test_production_takes_an_https_address_only(monkeypatch):
    monkeypatch.setenv("YARDFLOW_ENV", "production")
    monkeypatch.setenv("PUBLIC_URL", "http://yardflow.example.com")
    with pytest.raises(SettingsError, match="PUBLIC_URL: expected an https address"):
        load()
    monkeypatch.setenv("PUBLIC_URL", "HTTPS://yardflow.example.com")
    assert load().url == "https://yardflow.example.com"
    monkeypatch.setenv("YARDFLOW_ENV", "development")
    monkeypatch.setenv("PUBLIC_URL", "http://yardflow.example.com")
    assert load().url == "http://yardflow.example.com"


@pytest.mark.parametrize("name", ["AUTH_SECRET", "CRON_SECRET"])
def test_a_refused_secret_is_not_repeated(monkeypatch, name):
    monkeypatch.setenv(name, "hunter2")
    with pytest.raises(SettingsError) as refusal:
        load()
    assert "hunter2" not in str(refusal.value)


def test_an_empty_value_counts_as_unset(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "")
    assert load().redis_url is None


def test_production_names_the_settings_it_misses(monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "AUTH_SECRET", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("YARDFLOW_ENV", "production")
    assert load().missing() == ["DATABASE_URL", "REDIS_URL", "AUTH_SECRET", "PUBLIC_URL"]


def test_there_is_no_secret_to_fall_back_to(monkeypatch):
    monkeypatch.delenv("AUTH_SECRET", raising=False)
    with pytest.raises(SettingsError, match="AUTH_SECRET is not set"):
        load().secret()


@pytest.mark.heavy
def test_importing_everything_opens_no_connection():
    """With no database and no Redis to be found, every module still imports."""
    script = (
        "import gc; gc.disable()\n"  # a quarter of its time
        "import socket, pkgutil, importlib, yardflow, actors\n"
        "def refuse(self, address): raise AssertionError(f'connected to {address}')\n"
        "socket.socket.connect = refuse\n"
        "from yardflow import registry\n"
        "from yardflow.domains import DOMAINS\n"
        "registry.install(DOMAINS)\n"
        "for package in (yardflow, actors):\n"
        "    for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        if not module.name.endswith('__main__'): importlib.import_module(module.name)\n"
    )
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/tmp"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
