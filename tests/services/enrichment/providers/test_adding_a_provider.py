"""What it takes to add a provider: done in a copy of the product, which is then run."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.fixtures.copies import copy_of_product
from tests.fixtures.records import company
from yardflow.services.access import Principal
from yardflow.services.enrichment.providers import registry
from yardflow.services.enrichment.providers.protocol import FIELDS

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("database")]
PROVIDERS = "yardflow/services/enrichment/providers"
MOST_FILES_FREE, MOST_FILES_PAID = 3, 4

REGISTER = '''
"""The company register: free."""

from decimal import Decimal

from yardflow.services.enrichment.providers.protocol import ProviderAnswer, ProviderClaim, Question


class ByRegister:
    """Says that every company is in logistics."""

    name = "register"

    def ready(self) -> bool:
        return True

    def ask(self, question: Question) -> ProviderAnswer:
        claim = ProviderClaim(
            "industry", "Logistics", Decimal("0.90"), self.name, "The register says so"
        )
        return ProviderAnswer((claim,))
'''
DIRECTORY = '''
"""A directory of addresses: paid by the answer."""

import os
from decimal import Decimal

from yardflow.integrations.connections import connection
from yardflow.integrations.errors import TemporaryError
from yardflow.prices import Usage
from yardflow.services.enrichment.providers.protocol import (
    ProviderAnswer,
    ProviderClaim,
    Question,
    Quote,
)


class ByDirectory:
    """Knows everybody's address, unless it is away."""

    name = "directory"

    def ready(self) -> bool:
        return connection(self.name).usable

    def quote(self, question: Question) -> Quote:
        return Quote("directory", Decimal("0.03"), 0, f"directory:{question.contact.contact_id}")

    def ask(self, question: Question) -> ProviderAnswer:
        if os.environ.get("DIRECTORY_IS_AWAY"):
            raise TemporaryError("The directory can't be reached just now.")
        claim = ProviderClaim(
            "email", "zoe@acme.com", Decimal("0.90"), self.name, "The directory lists it"
        )
        return ProviderAnswer((claim,), usage=Usage("directory", usd=Decimal("0.02")))
'''
ENTRY = """
        ProviderEntry(
            "{name}",
            "{label}",
            "{label}.",
            frozenset({{"{field}"}}),
            _{name},
            paid={paid},
        ),
"""
MAKE = """
def _{name}() -> Provider:
    from yardflow.services.enrichment.providers.{name} import {kind}

    return {kind}()


# Cheapest first."""
# What the copy is asked, a line each time: one press, one run, and what is known of providers and
# money afterwards. Settings of the directory are those of the line.
PRESS = """
import gc; gc.disable()
import json, os, sys
from sqlmodel import select
from yardflow import config, db, jobs, registry
from yardflow.domains import DOMAINS
from yardflow.models import Charge, Claim, EnrichmentRun, Job, Role
from yardflow.services import enrichment
from yardflow.services.access import Principal
from yardflow.services.enrichment import connection_check, overview, settings
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.enrichment.bulk import selection
from yardflow.services.enrichment.providers.registry import PROVIDERS
from yardflow.services.enrichment.runs import pipeline

registry.install(DOMAINS)

def press(user_id, contact_id, checked):
    with db.session() as session:
        bob = Principal(user_id=user_id, role=Role.MEMBER, name="Bob", email="bob@yardflow.test")
        chosen = selection.BulkSelection(contact_ids=(contact_id,))
        in_bulk = session.execute(selection.selected(session, bob, chosen)).one().state
        job_id = enrichment.request(session, bob, contact_id).id
        admin = Principal(user_id=user_id, role=Role.ADMIN, name="Bob", email="bob@yardflow.test")
        connections = overview.settings_overview(session, admin).connections
    jobs.perform(job_id, pipeline.enrich)
    with db.session() as session:
        run = session.exec(select(EnrichmentRun).order_by(EnrichmentRun.id.desc())).first()
        charges = session.exec(select(Charge).where(Charge.run_id == run.id)).all()
        claims = session.exec(select(Claim).where(Claim.run_id == run.id)).all()
        return {
            "in_bulk": in_bulk,
            "job": session.get_one(Job, job_id).status.value,
            "order": [PROVIDERS[name].label for name in settings.read(session).order],
            "steps": {step["provider"]: step["outcome"] for step in run.steps},
            "claims": {f"{claim.field} {claim.value}": claim.status.value for claim in claims},
            "charges": {
                one.provider: [one.status.value, float(one.reserved_usd), float(one.spent_usd)]
                for one in charges
            },
            "cost": float(run.cost_usd),
            "connections": connections,
            "breakers": sorted(circuit_breaker.state_of(session)),
            "check": connection_check.check(checked).message if checked else "",
        }

for line in sys.stdin:
    asked, env = json.loads(line)
    for name in [name for name in os.environ if name.startswith("DIRECTORY_")]:
        del os.environ[name]
    os.environ |= env
    config.settings.cache_clear()
    print(json.dumps(press(*asked)), flush=True)
"""


class Copy:
    """A copy of the product in a folder, and the files that were changed in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.changed: set[str] = set()
        self._process: subprocess.Popen[str] | None = None
        copy_of_product(folder, "yardflow", "migrations")

    def write(self, path: str, text: str) -> None:
        """A new file."""
        self.changed.add(path)
        (self.folder / path).write_text(text)

    def edit(self, path: str, old: str, new: str) -> None:
        """Replaces the first place where ``old`` stands."""
        text = (self.folder / path).read_text()
        assert old in text, f"{path} does not hold {old!r}"
        self.write(path, text.replace(old, new, 1))

    def register(self, name: str, label: str, kind: str, field: str, *, paid: bool) -> None:
        """Adds a line to the registry."""
        path = f"{PROVIDERS}/registry.py"
        self.edit(path, "\n# Cheapest first.", MAKE.format(name=name, kind=kind))
        entry = ENTRY.format(name=name, label=label, field=field, paid=paid)
        self.edit(path, "\n    )\n}\nFREE", f"{entry}    )\n}}\nFREE")

    def press(self, who: Principal, contact_id: int, checked: str = "", **env: str) -> dict:
        """One Enrich Now on the copy's own code, and what came of it."""
        self._process = self._process or subprocess.Popen(
            [sys.executable, "-c", PRESS],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin and self._process.stdout
        print(json.dumps([[who.user_id, contact_id, checked], env]), file=self._process.stdin)
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        """Ends its process."""
        if self._process:
            self._process.communicate(timeout=20)


@pytest.mark.parametrize("name", registry.PROVIDERS)
def test_a_provider_is_what_the_registry_says(name: str):
    entry = registry.PROVIDERS[name]
    provider = registry.load(name)
    assert provider.name == name and entry.fields <= set(FIELDS)
    assert hasattr(provider, "quote") == entry.paid


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    made = Copy(tmp_path)
    yield made
    made.end()


@pytest.fixture(scope="module")
def with_directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A copy with the paid provider: its module, its line in the registry, its key, its
    connection.
    """
    copy = Copy(tmp_path_factory.mktemp("with_directory"))
    copy.write(f"{PROVIDERS}/directory.py", DIRECTORY)
    copy.register("directory", "Directory", "ByDirectory", "email", paid=True)
    copy.edit(
        "yardflow/config.py",
        "    openai_api_key: SecretStr | None = None\n",
        "    openai_api_key: SecretStr | None = None\n"
        "    directory_api_key: SecretStr | None = None\n"
        "    directory_base_url: str | None = None\n",
    )
    copy.edit(
        "yardflow/integrations/connections.py",
        '    "hubspot": Provider(',
        '    "directory": Provider("Directory", "Knows addresses", "DIRECTORY_API_KEY",\n'
        '        "DIRECTORY_BASE_URL", "http://127.0.0.1:9", "/directory"),\n'
        '    "hubspot": Provider(',
    )
    yield copy
    copy.end()


def test_a_free_provider_is_its_module_and_a_line(
    copy: Copy, session: Session, bob: Principal, techexpo, acme, works_at
):
    copy.write(f"{PROVIDERS}/register.py", REGISTER)
    copy.register("register", "Company register", "ByRegister", "industry", paid=False)
    assert len(copy.changed) <= MOST_FILES_FREE
    seen = copy.press(bob, works_at(acme, "Zoe Quinn"))
    assert seen["order"] == ["Email pattern", "Company website", "OpenAI", "Company register"]
    assert seen["steps"]["register"] == "1 field found"
    assert seen["claims"] == {
        "industry Logistics": "applied",
        "email zoe.quinn@acme.com": "review",
    }
    assert (seen["job"], seen["charges"], seen["breakers"]) == ("succeeded", {}, ["openai"])
    session.refresh(acme)
    assert acme.industry == "Logistics"
    # Where nothing is known that the others go by, a bulk run asks it, too.
    seen = copy.press(bob, works_at(company(session, techexpo, "Nowhere"), "Ann Lee"))
    assert (seen["in_bulk"], seen["claims"]) == ("ready", {"industry Logistics": "applied"})


def test_a_paid_provider_has_money_a_breaker_and_a_check_of_its_own(
    sandbox, with_directory: Copy, bob: Principal, acme, works_at
):
    copy = with_directory
    assert len(copy.changed) <= MOST_FILES_PAID
    zoe = works_at(acme, "Zoe Quinn")
    seen = copy.press(bob, zoe, checked="directory", DIRECTORY_API_KEY="key")
    assert seen["order"][-1] == "Directory"
    assert seen["claims"]["email zoe@acme.com"] == "applied"
    assert seen["charges"]["directory"] == ["settled", 0.03, 0.02]
    status, reserved, spent = seen["charges"]["openai"]
    assert status == "settled" and 0 < spent < reserved
    assert seen["cost"] == pytest.approx(0.02 + spent)
    assert seen["breakers"] == ["directory", "openai"]
    assert seen["connections"] == {"directory": "live", "openai": "sandbox"}
    assert seen["check"] == "Directory can't be reached right now. Try again later."
    again = copy.press(bob, zoe, DIRECTORY_API_KEY="key")
    assert again["charges"] == {}
    assert all(step.startswith("Nothing new to ask") for step in list(again["steps"].values())[-2:])


def test_what_one_provider_was_paid_for_is_kept_while_another_is_away(
    sandbox, with_directory: Copy, bob: Principal, acme, works_at
):
    copy = with_directory
    zoe = works_at(acme, "Zoe Quinn")
    seen = copy.press(bob, zoe, DIRECTORY_API_KEY="key", DIRECTORY_IS_AWAY="1")
    assert seen["job"] == "succeeded"
    assert seen["steps"]["directory"] == "The directory can't be reached just now."
    assert seen["charges"]["openai"][0] == "settled"
    assert seen["charges"]["directory"] == ["released", 0.03, 0]
    back = copy.press(bob, zoe, DIRECTORY_API_KEY="key")
    assert list(back["charges"]) == ["directory"]
    assert back["claims"]["email zoe@acme.com"] == "applied"
