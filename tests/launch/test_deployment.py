"""What is deployed says what it needs, and needs nothing it does not say."""

import json
import re
from pathlib import Path

import pytest
from pydantic import AliasChoices

from yardflow.config import Settings
from yardflow.launch import build

ROOT = Path(__file__).resolve().parents[2]
PIN = r"[a-z0-9._-]+(?:\[[a-z0-9._,-]+\])?==[^ ]+"


def text(name: str) -> str:
    return (ROOT / name).read_text()


def settings() -> set[str]:
    names = set()
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        first = alias.choices[0] if isinstance(alias, AliasChoices) else alias
        names.add(str(first or name).upper())
    return names


def test_every_setting_is_explained_and_no_other() -> None:
    explained = re.findall(r"^([A-Z_]+)=", text(".env.example"), re.MULTILINE)
    assert set(explained) == settings()
    assert len(explained) == len(set(explained))


def test_the_example_as_it_stands_is_a_valid_file_of_settings(monkeypatch, tmp_path) -> None:
    for name in settings():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(text(".env.example"))
    assert Settings().port == 3000


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_is_pinned_with_a_hash_and_no_index_is_named(lock: str) -> None:
    lines = text(lock).replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line and not line.startswith("#")]
    assert packages
    assert all(re.match(rf"{PIN} .*--hash=sha256:", line) for line in packages)
    assert "://" not in text(lock)


def test_the_locks_keep_the_extras_that_packages_ask_for() -> None:
    """Without them an older pip takes a package with an extra for one that is not pinned."""
    assert "granian[reload]==" in text("requirements.lock")
    assert "--no-strip-extras" in text("Makefile")


def test_the_image_installs_the_lock_and_resolves_nothing() -> None:
    install = re.search(
        r"pip install .*?-r requirements.lock && .*?pip check", text("Dockerfile"), re.S
    )
    assert install
    assert {"--no-deps", "--require-hashes", "--only-binary=:all:"} <= set(install[0].split())


def test_both_locks_agree() -> None:
    def pins(lock: str) -> set[str]:
        return {
            re.sub(r"\[.*\]", "", pin) for pin in re.findall(f"^{PIN}", text(lock), re.MULTILINE)
        }

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_the_pages_packages_are_pinned_with_hashes_and_no_registry_is_named() -> None:
    packages = json.loads(text("reflex.lock/package-lock.json"))["packages"]
    listed = [package for name, package in packages.items() if name]
    assert listed
    assert all(package["integrity"].startswith("sha512-") for package in listed)
    assert not any("resolved" in package for package in listed)


def test_the_image_takes_an_exact_base_and_runs_as_nobody_special() -> None:
    image = text("Dockerfile")
    bases = re.findall(r"^FROM (\S+)", image, re.MULTILINE)
    outside = [base for base in bases if ":" in base]
    assert all(re.search(r":\d+\.\d+\.\d+-|@sha256:", base) for base in outside)
    assert re.search(r"^USER (?!root)\w+", image, re.MULTILINE)
    assert "HEALTHCHECK" in image


def test_what_the_image_copies_is_let_through_to_it() -> None:
    let_through = set(re.findall(r"^!(\S+)", text(".dockerignore"), re.MULTILINE))
    copied = {
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", text("Dockerfile"), re.MULTILINE)
        for source in line.split()[:-1]
    }
    assert copied == let_through
    assert all((ROOT / name).exists() for name in copied)


def test_the_platform_asks_the_right_paths_and_migrates_once() -> None:
    web, worker = json.loads(text("railway.json")), json.loads(text("railway-worker.json"))
    assert web["deploy"]["healthcheckPath"] == "/api/health"
    assert worker["deploy"]["healthcheckPath"] == "/health"
    assert web["deploy"]["preDeployCommand"] == ["python -m yardflow.migrations"]
    assert "preDeployCommand" not in worker["deploy"]


def test_the_fingerprint_of_the_pages_changes_with_their_sources_only(tmp_path: Path) -> None:
    for folder in ("yardflow/pages", "yardflow/launch", "assets"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("rxconfig.py", ".npmrc", "requirements.lock", "yardflow/pages/a.py"):
        (tmp_path / name).write_text("1")
    (tmp_path / "reflex.lock").mkdir()
    first = build.fingerprint(tmp_path)
    (tmp_path / "yardflow/launch/web.py").write_text("2")
    (tmp_path / "README.md").write_text("2")
    assert build.fingerprint(tmp_path) == first
    (tmp_path / "yardflow/pages/a.py").write_text("2")
    second = build.fingerprint(tmp_path)
    (tmp_path / "assets/new.svg").write_text("3")
    assert len({first, second, build.fingerprint(tmp_path)}) == 3
