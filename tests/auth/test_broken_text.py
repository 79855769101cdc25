"""Half of a character, as a text cut in the middle of an emoji ends in: refused at every door.

No database takes it and no encoder writes it, so inside it would be an exception somewhere.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.auth.test_handlers import by_state, fitting
from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.programs import description
from yardflow.auth.handlers import Access, access_of
from yardflow.config import settings

HALF = "half \ud83d"
JSON = {"Content-Type": "application/json"}
IN_AN_ADDRESS = "%ED%A0%BD"


@pytest.fixture(autouse=True)
def whole_product(address: str) -> None:
    """All pages are loaded, so all states are registered."""


@pytest.mark.heavy
async def test_every_handler_refuses_it(
    tab, alice, techexpo, caplog, the_gate, unhurried, monkeypatch
):
    monkeypatch.setattr(the_gate.refusals, "most", 10_000)
    cookie = cookie_of(alice)
    for state, of_state in by_state().items():
        browser, calls = await tab(cookie), 0
        for name, each in of_state:
            arguments = fitting(each.handler)
            if access_of(name, each) == Access.NEVER:
                continue
            for broken in arguments:
                for value in (HALF, [HALF], {HALF: 1}, {"value": HALF}):
                    await browser.send_raw({"name": name, "payload": arguments | {broken: value}})
                    calls += 1
                    if each.handler.supersedes:  # the next one would end it before it is refused
                        await browser.settle()
        await browser.settle()
        await browser.leave()
        assert "A handler failed" not in caplog.text, (state, caplog.text[-2000:])
        assert caplog.text.count("half of a character") == calls, state
        caplog.clear()


def bodies() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each route that takes JSON, with one field after the other broken."""
    schema = description()
    for path, methods in schema["paths"].items():
        for method, route in methods.items():
            content = route.get("requestBody", {}).get("content", {})
            if "application/json" not in content:
                continue
            body = content["application/json"]["schema"]
            # (Of a body that may be left out, what it is where it isn't.)
            given = next(each for each in body.get("anyOf", [body]) if each.get("type") != "null")
            fields = _resolved(schema, given)["properties"]
            usual = {name: _usual(_resolved(schema, field)) for name, field in fields.items()}
            for name in fields:
                for value in (HALF, [HALF], {"a": HALF}, {HALF: "a"}):
                    yield method, re.sub(r"\{[^}]*\}", "1", path), usual | {name: value}


def _resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = schema["components"]["schemas"][node["$ref"].rpartition("/")[2]]
    return node


def _usual(field: dict[str, Any]) -> Any:
    examples = {"integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}
    return examples.get(field.get("type", "string"), "abc")


@pytest.mark.heavy
def test_every_route_that_takes_json_refuses_it(sign_in, alice, techexpo):
    browser, seen = sign_in(alice), Counter()
    for method, path, body in bodies():
        answer = browser.request(method.upper(), path, content=json.dumps(body), headers=JSON)
        seen[answer.status_code] += 1
        assert answer.status_code in (404, 422), (method, path, body, answer.text)
    assert seen[422] > 100, seen


def test_the_answer_says_what_is_wrong(sign_in, alice):
    answer = sign_in(alice).post("/api/events", content=json.dumps({"name": HALF}), headers=JSON)
    assert "broken character" in answer.json()["error"]["fields"]["name"]


@pytest.mark.parametrize(
    "path",
    [
        f"/api/contacts?q={IN_AN_ADDRESS}",
        f"/api/contacts/{IN_AN_ADDRESS}",
        f"/api/{IN_AN_ADDRESS}",
        f"/{IN_AN_ADDRESS}",
        f"/api/jobs?status={IN_AN_ADDRESS}&cursor={IN_AN_ADDRESS}",
    ],
)
def test_in_an_address_it_finds_nothing(address, alice, path):
    answer = httpx.get(f"{address}{path}", headers={"Cookie": cookie_of(alice)})
    assert answer.status_code in (200, 404, 422)
    if answer.status_code == 200:
        assert answer.json()["items"] == []


@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_in_a_form_it_signs_nobody_in(address, kind, with_password, bob):
    headers = {"Origin": settings().url}
    body = f"email={IN_AN_ADDRESS}&password={IN_AN_ADDRESS}&next=/{IN_AN_ADDRESS}"
    if kind == "urlencoded":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = httpx.post(f"{address}/api/auth/signin", content=body, headers=headers)
    else:
        half = HALF.encode("utf-8", "surrogatepass")
        files = {"email": (None, half), "password": (None, half)}
        answer = httpx.post(f"{address}/api/auth/signin", files=files, headers=headers)
    assert answer.status_code == 303 and "error=wrong" in answer.headers["location"]
