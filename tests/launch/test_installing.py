"""The lock installs next month too: whatever newer releases an index holds, with old pips and new.

The index is a folder. What it holds is what once broke the first command: a package that asks for
an extra of another, pinned in the lock, of which a newer release has come out since.
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from yardflow.launch import environment

pytestmark = pytest.mark.heavy

PIPS = Path(__file__).with_name("pips.txt")
VERSIONS = re.findall(r"^pip==(\S+)", PIPS.read_text(), re.MULTILINE)
PINNED = {"app": "1.0", "server": "1.0", "reloader": "1.0"}
NEWER = {"server": "2.0", "reloader": "2.0"}
NEEDS = {
    "app": ["Requires-Dist: server[reload]>=1.0"],
    "server": ["Provides-Extra: reload", 'Requires-Dist: reloader>=1.0; extra == "reload"'],
    "reloader": [],
}


@pytest.fixture(scope="module")
def pips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheels of `pips.txt`."""
    folder = tmp_path_factory.mktemp("pips")
    for line in PIPS.read_text().splitlines()[1:]:
        requirements = folder / "requirements.txt"
        requirements.write_text(line)
        options = [
            "--no-deps",
            "--require-hashes",
            "-q",
            "-d",
            str(folder),
            "-r",
            str(requirements),
        ]
        env = {name: value for name, value in os.environ.items() if name != "SSL_CERT_FILE"}
        subprocess.run([sys.executable, "-m", "pip", "download", *options], check=True, env=env)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with its own installing, a lock, and an index that knows newer releases."""
    wheels = {name: wheel(tmp_path, name, version) for name, version in PINNED.items()}
    for name, version in NEWER.items():
        wheel(tmp_path, name, version)
    launch = tmp_path / "yardflow" / "launch"
    launch.mkdir(parents=True)
    shutil.copy(environment.__file__, launch)
    lines = [
        f"{name}=={PINNED[name]} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        for name, path in wheels.items()
    ]
    (tmp_path / "requirements.lock").write_text("\n".join(lines))
    return tmp_path


@pytest.mark.parametrize("version", VERSIONS)
def test_newer_releases_change_nothing_and_a_lock_that_lacks_a_package_is_refused_with_its_name(
    project: Path, pips: Path, version: str
) -> None:
    with_pip(project, pips, version)
    installed = install(project)
    assert installed.returncode == 0, installed.stderr
    there = metadata.distributions(path=[str(packages(project))])
    assert {each.name: each.version for each in there} == PINNED | {"pip": version}
    for package in packages(project).glob("server-*.dist-info"):
        shutil.rmtree(package)
    (project / ".venv" / ".installed-requirements.lock").unlink()  # else all is made anew
    lock = project / "requirements.lock"
    lock.write_text(lock.read_text().splitlines()[0])
    refused = install(project)
    assert refused.returncode == 1
    assert "requires server" in refused.stderr


def wheel(root: Path, name: str, version: str) -> Path:
    """Puts an empty package into the index of the folder `root`."""
    folder = root / "index" / name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    head = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *NEEDS[name], ""]
    parts = {
        f"{info}/METADATA": "\n".join(head),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{at},sha256={digest(text)},{len(text)}" for at, text in parts.items()]
    with zipfile.ZipFile(path, "w") as file:
        for at, text in parts.items():
            file.writestr(at, text)
        file.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,", ""]))
    links = (f'<a href="{each.name}">{each.name}</a>' for each in sorted(folder.glob("*.whl")))
    (folder / "index.html").write_text("<!DOCTYPE html><body>" + "".join(links))
    return path


def digest(text: str) -> str:
    hashed = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def with_pip(project: Path, pips: Path, version: str) -> None:
    """Gives the project an empty `.venv` with this pip, as a start that was cut off leaves it."""
    home = project / ".venv"
    shutil.rmtree(home, ignore_errors=True)
    venv.create(home, with_pip=False)
    (home / ".made-at").write_text(str(home))
    with zipfile.ZipFile(pips / f"pip-{version}-py3-none-any.whl") as it:
        it.extractall(packages(project))
    (home / "bin" / "pip").touch()


def packages(project: Path) -> Path:
    """Where its packages are installed."""
    return next((project / ".venv" / "lib").glob("python*/site-packages"))


def install(project: Path) -> subprocess.CompletedProcess[str]:
    return run(project, "yardflow/launch/environment.py", "requirements.lock")


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The project's Python, with the folder as its only index and nothing else configured."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    env |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": (project / "index").as_uri()}
    env |= {"PIP_NO_CACHE_DIR": "1"}
    return subprocess.run(
        [project / ".venv" / "bin" / "python", *arguments],
        cwd=project,
        env=env,
        text=True,
        capture_output=True,
        check=False,
    )
