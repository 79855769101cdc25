"""The published description of the API is what the API does.

Schemathesis reads the description, makes requests that it allows and requests that it doesn't, and
checks each answer against it, with all of its checks. Each run of the tests has one operation of
every kind; ``EXAMPLES=50`` has all operations, with so many random requests for each
besides the ones at the edges, and sequences of operations.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from sqlmodel import Session

from tests.fixtures.examples import TIMES
from tests.fixtures.programs import description
from tests.fixtures.rows import each_row
from yardflow import clock
from yardflow.api.app import HeadAsGet, make
from yardflow.api.description import routes
from yardflow.api.guard import Guard
from yardflow.api.health import CHECKS, PROBES, Probe
from yardflow.api.imports.schema import CellIn, ImportIn
from yardflow.api.records.schema import FirstNote, NoteText
from yardflow.api.schema import Takes
from yardflow.auth.rate_limit import RateLimiter
from yardflow.demo.filling import fill
from yardflow.models import WorkerHeartbeat
from yardflow.services.access import Principal
from yardflow.services.records.values import fields, web_addresses
from yardflow.services.records.values.fields import Cleaner
from yardflow.services.sequences.templates import attachment_files
from yardflow.services.team import tokens

EXAMPLES = TIMES if TIMES > 1 else 0
# A list, a record, a new one, a change, a deletion, and what is open to everybody.
OF_EACH_KIND = [
    "GET /api/jobs",
    "GET /api/contacts/{contact_id}",
    "POST /api/events",
    "PUT /api/accounts/{account_id}/icp-override",
    "DELETE /api/contacts/{contact_id}",
    "GET /api/health",
]
# 413 among them: what has more parts than are allowed can be larger than is read at all.
REFUSALS = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]
# Whether a file is a spreadsheet or a list is more than a description can say.
READ_A_FILE = (
    "POST /api/attachments",
    "POST /api/imports",
    "POST /api/suppressions/imports",
    "POST /api/sequences/{sequence_id}/lists",
    "POST /api/sequences/files",
)
# They ask SendGrid, of which there is none here: answered as described, by a status from 500 on.
ASK_SENDGRID = ("GET /api/templates/sendgrid", "POST /api/templates/sendgrid")


@pytest.mark.heavy
@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("role", ["alice", "bob"] if EXAMPLES else ["bob"])
def test_no_answer_differs_from_the_description(
    session: Session, role: str, request: Any, monkeypatch: pytest.MonkeyPatch
):
    # How soon an answer comes is another test's: on a busy machine not within a third of a second.
    for name, check in CHECKS.items():
        monkeypatch.setitem(PROBES, name, Probe(check, limit=60))
    who: Principal = request.getfixturevalue(role)
    fill(session)
    later = clock.now() + timedelta(days=1)
    session.add(WorkerHeartbeat(name="worker", seen_at=later))
    secret = tokens.create(session, who, "Test", ["read", "write"], None).secret
    session.commit()
    assert list(findings(unlimited(), secret)) == []


def unlimited() -> FastAPI:
    """The API where a program is never too quick."""
    app = make()
    app.user_middleware.clear()
    app.add_middleware(HeadAsGet)
    wide = {kind: RateLimiter(rate=1e6, burst=10**6) for kind in ("signed_in", "strangers")}
    app.add_middleware(Guard, **wide)
    return app


def findings(app: FastAPI, secret: str) -> Iterator[str]:
    """What schemathesis complains about."""
    # It takes half a second to load, and no other test needs it.
    import schemathesis
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import events, from_schema

    config: dict[str, Any] = {
        "seed": 1,
        "headers": {"Authorization": f"Bearer {secret}"},
        "continue-on-failure": True,
        "request-timeout": 90,
        "generation": {"max-examples": max(1, EXAMPLES), "deterministic": True, "no-shrink": True},
        "phases": {
            "examples": {"enabled": False},
            "fuzzing": {"enabled": EXAMPLES > 0},
            "stateful": {"enabled": EXAMPLES > 0},
        },
        "checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}},
    }
    if EXAMPLES:  # it would widen a selection of operations
        unread = {"checks": {"positive_data_acceptance": {"enabled": False}}}
        config["operations"] = [{"include-name": name, **unread} for name in READ_A_FILE]
        absent = {"checks": {"not_a_server_error": {"enabled": False}}}
        config["operations"] += [{"include-name": name, **absent} for name in ASK_SENDGRID]
    schema = schemathesis.openapi.from_asgi(
        "/api/openapi.json", app, config=SchemathesisConfig.from_dict(config)
    )
    requests = 0
    for event in from_schema(schema if EXAMPLES else schema.include(name=OF_EACH_KIND)).execute():
        if isinstance(event, events.ScenarioFinished):
            requests += len(event.recorder.interactions)
            yield from _failures(event.recorder)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            yield repr(event)
    assert requests > 100


def _failures(recorder: Any) -> Iterator[str]:
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                yield f"{check.name}: {failure.operation}: {failure.message}"
                yield check.failure_info.code_sample


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def sent(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The schemas of what an operation is sent."""
    for parameter in operation.get("parameters", []):
        yield from parts(parameter["name"], parameter["schema"])
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield from parts("body", content["schema"])


def parts(name: str, schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """A schema and those in it."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        yield name, schema
        for key, part in schema.items():
            if key not in ("const", "default", "discriminator", "enum"):
                yield from parts(f"{name}.{key}", part)
    elif isinstance(schema, list):
        for part in schema:
            yield from parts(name, part)


def test_whatever_is_sent_has_declared_bounds():
    for operation, described in operations():
        for name, schema in sent(described):
            if schema.get("type") == "string":
                bounds = {"maxLength", "enum", "const", "format", "pattern"}
                assert schema.keys() & bounds, (operation, name)
            if schema.get("type") == "integer":
                assert schema.keys() >= {"minimum", "maximum"}, (operation, name)
                # JSON is read with numbers of 53 bits by many.
                assert abs(schema["maximum"]) < 2**53, (operation, name)


def test_the_ids_in_a_path_are_numbers():
    """So that no other address below is taken for a record."""
    assert [route.path for route in routes() if "_id}" in route.path] == []


def test_each_failure_that_an_operation_can_have_is_described():
    for operation, described in operations():
        answers = described["responses"]
        expected = {"404", "422", "429", "503"}
        expected |= {"401", "403", "409"} if described["security"] else set()
        expected |= {"400", "413", "415"} if "requestBody" in described else set()
        assert answers.keys() >= expected, operation
        for status in answers.keys() - {"200", "201", "202", "204"}:
            if (operation, status) != ("get /api/health", "503"):
                shape = answers[status]["content"]["application/json"]["schema"]
                assert shape == {"$ref": "#/components/schemas/Failure"}, (operation, status)


@pytest.mark.parametrize(
    "cleaner",
    [
        fields.phone,
        web_addresses.domain,
        web_addresses.website,
        web_addresses.linkedin,
        web_addresses.secure_website,
    ],
)
def test_a_text_of_the_described_pattern_is_taken(cleaner: Cleaner):
    shape = fields.shape(cleaner)
    shapes = [each for each in shape.get("anyOf", [shape]) if "pattern" in each]

    @settings(max_examples=100, derandomize=True, database=None)
    @given(st.one_of(map(_matching, shapes)))
    def taken(text: str) -> None:
        cleaner(text)

    taken()


@settings(max_examples=50, derandomize=True, database=None)
@given(st.from_regex(attachment_files.NAME_PATTERN))
def test_a_name_of_a_file_of_the_described_pattern_is_taken(name: str):
    assert "." in attachment_files.cleaned_name(name)


def _matching(shape: dict[str, Any]) -> st.SearchStrategy[str]:
    ascii_text = st.characters(max_codepoint=127)
    texts = st.from_regex(shape["pattern"], fullmatch=True, alphabet=ascii_text)
    return texts.filter(lambda text: len(text) <= shape["maxLength"])


ADDRESSES = [
    (web_addresses.website, "acme.example/"),
    (web_addresses.website, "http://acme.example/"),
    (web_addresses.linkedin, "linkedin.com/in/"),
    (web_addresses.linkedin, "http://linkedin.com/in/"),
    (web_addresses.linkedin, "https://linkedin.com/in/"),
    (web_addresses.secure_website, "acme.example/"),
    (web_addresses.secure_website, "https://acme.example/"),
]


@each_row(("cleaner", "beginning"), ADDRESSES)
def test_the_longest_address_that_is_stored_can_be_sent_again(cleaner: Cleaner, beginning: str):
    matching = [
        each["maxLength"]
        for each in fields.shape(cleaner)["anyOf"]
        if re.match(each.get("pattern", "$.")[:-1], beginning)
    ]
    longest = beginning + "a" * (max(matching) - len(beginning))
    taken = TypeAdapter(Annotated[str, Takes(cleaner)])
    stored = cleaner(taken.validate_python(longest))
    assert isinstance(stored, str) and len(stored) == 300
    assert cleaner(taken.validate_python(stored)) == stored
    with pytest.raises(ValueError, match="300"):
        cleaner(taken.validate_python(longest + "a"))


def test_a_line_that_ends_as_forms_send_it_counts_as_one_character():
    text = "a\r\n" * 10_000
    for kind in (NoteText, FirstNote, CellIn.__annotations__["value"]):
        taken = TypeAdapter(kind).validate_python
        assert len(taken(text)) == 20_000
        with pytest.raises(ValueError, match="20000"):
            taken(text + "a")


def test_what_no_import_has_is_not_described():
    cell = {"row": 1, "column": "Name", "value": ""}
    ImportIn.model_validate({"mapping": {"Name": "title"}, "cells": [cell] * 1_000})
    for sent in (
        {"mapping": {"Name": "bogus"}},
        {"overwrites": ["bogus"]},
        {"overwrites": ["company"]},
        {"cells": [cell] * 1_001},
    ):
        with pytest.raises(ValueError, match=r"Input should be|at most 1000"):
            ImportIn.model_validate(sent)


@settings(max_examples=100, derandomize=True, database=None)
@given(st.emails())
def test_an_email_address_is_taken_as_the_description_says(address: str):
    fields.email(address)


def test_numbers_are_described_as_people_write_them():
    pattern = re.compile(fields.shape(fields.phone)["pattern"])
    for number in ("", "+1 415 555 0100", "(415) 555-0100", "+49 30 901820", "030 901820 x12"):
        assert pattern.fullmatch(number), number


def test_the_description_is_json_that_every_program_reads():
    text = json.dumps(description())
    assert "Infinity" not in text and "e+" not in text
