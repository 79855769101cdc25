"""What is no event of ours: refused with one line each, and no flood of it fills the log."""

import logging
import time

import pytest
import socketio

from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import HYDRATE, NAMESPACE, STATE, full_name
from yardflow import log
from yardflow.auth import socket_messages
from yardflow.auth.refusal_log import Refusals
from yardflow.auth.socket_messages import Malformed

HALF = "half \ud83d"
CANARY = "c4nary"
MESSAGES = [
    *(CANARY, 7, None, [], [CANARY], {}, {"name": 3}, {"name": None}, {"name": CANARY}),
    {"name": f"{STATE}.{CANARY}", "payload": {}},
    {"name": HALF},
    {"name": HYDRATE, "payload": CANARY},
    {"name": HYDRATE, "payload": [CANARY]},
    {"name": HYDRATE, "router_data": CANARY},
    {"name": HYDRATE, "router_data": {"pathname": {CANARY: 1}}},
    {"name": HYDRATE, "router_data": {"pathname": "/", "asPath": f"[{CANARY}"}},
    {"name": HYDRATE, "router_data": {"pathname": "/", "asPath": f"https://{CANARY}.example"}},
    {"name": HYDRATE, "router_data": {"pathname": f"/{HALF}"}},
    {"name": HYDRATE, "router_data": {"pathname": "/", "query": {"q": HALF}}},
    {"name": HYDRATE, "router_data": {"pathname": "/", "query": {"q": [CANARY]}}},
    {"name": HYDRATE, "router_data": {"pathname": "/", "query": CANARY}},
]
PACKETS = [
    '2/_event,["event"',
    "2/_event,",
    "2/_event,[]",
    "2/_event,[7]",
    '2/_event,{"a":1}',
    '2/_event,["event"]',
    '2/_event,["event",{},{},{}]',
    '2/_event,["c4nary",{}]',
    '2/_event,["link_token_to_sid","x"]',
    '2/_event,["connect",{"QUERY_STRING":"token=c4nary"},{}]',
    '2/_event,["disconnect","c4nary"]',
    '2/_event,["event",' + "[" * 100_000,
    "4/_event,7",
    "9",
    "c4nary",
    "",
]
FRAMES = ["", "zzz", "9", "7x", CANARY, "\u0000", "é"]


@pytest.fixture
def lines(monkeypatch, caplog):
    """The lines at warning or above; as many may be written as are needed. What others count for a
    minute is not among them.
    """
    monkeypatch.setattr(socket_messages.refusals, "most", 1000)
    caplog.set_level(logging.INFO)
    return lambda: [
        record
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.name != "yardflow.auth.gate"
    ]


@pytest.mark.parametrize("who", ["nobody", "alice"])
async def test_a_message_that_is_no_event_costs_one_line_and_is_not_quoted(tab, alice, lines, who):
    browser = await tab(cookie_of(alice) if who == "alice" else "")
    for number, message in enumerate(MESSAGES, 1):
        await browser.send_raw(message)
        await browser.settle()
        assert len(lines()) == number, (message, [line.getMessage() for line in lines()])
    for line in lines():
        assert line.exc_info is None and "\n" not in line.getMessage()
        assert CANARY not in line.getMessage()


async def test_a_packet_that_can_t_be_read_costs_one_line_and_no_socket(tab, alice, lines):
    browser = await tab(cookie_of(alice))
    for number, packet in enumerate(PACKETS, 1):
        await browser._client.eio.send(packet)
        await browser.settle()
        assert len(lines()) == number, (packet, [line.getMessage() for line in lines()])
    for number, frame in enumerate(FRAMES, len(PACKETS) + 1):
        await browser._client.eio.ws.send_str(frame)
        await browser.settle()
        assert len(lines()) == number, (frame, [line.getMessage() for line in lines()])
    for line in lines():
        assert line.exc_info is None and CANARY not in line.getMessage()


async def test_a_flood_of_them_becomes_a_count(tab, alice, monkeypatch, caplog):
    few = Refusals(logging.getLogger("yardflow.auth.socket_messages"), most=5)
    monkeypatch.setattr(socket_messages, "refusals", few)
    browser = await tab(cookie_of(alice))
    for _ in range(50):
        await browser.send_raw(CANARY)
    await browser.settle()
    few.sum_up()
    # Others may sum up what an earlier test was refused.
    ours = [record for record in caplog.records if record.name == socket_messages.__name__]
    messages = [record.getMessage() for record in ours]
    assert len(messages) == 6 and messages[-1] == "45 more were refused within a minute"


async def test_a_forged_connect_changes_nothing_of_a_socket(tab, alice, bob, address):
    """A client's own message may be called "connect" and bring headers and an address."""
    from yardflow.yardflow import app

    browser = await tab(cookie_of(bob))
    await browser.settle()
    known = dict(app.event_namespace._static_router_data)
    headers = [["cookie", cookie_of(alice)]]
    forged = {
        "QUERY_STRING": f"token={browser.token}2",
        "HTTP_ORIGIN": "http://localhost:3000",
        "asgi.scope": {"client": ["6.6.6.6", 1], "headers": headers},
        "REMOTE_ADDR": "6.6.6.6",
    }
    await browser._client.emit("connect", (forged, {}), namespace=NAMESPACE)
    await browser.call(full_name("Workplace", "enter"))
    assert app.event_namespace._static_router_data == known
    assert (
        bob.email in browser.text
        and alice.email not in browser.text
        and "6.6.6.6" not in browser.text
    )


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {"Origin": "http://localhost:3000"}),
        ("?token=", {"Origin": "http://localhost:3000"}),
        ("?x=y", {"Origin": "http://localhost:3000"}),
        ("?token=a-token", {}),
        ("?token=a-token", {"Origin": ""}),
    ],
)
async def test_a_socket_without_a_token_or_an_origin_is_refused(address, query, headers, lines):
    client = socketio.AsyncClient(reconnection=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(
            f"{address}{query}",
            headers=headers,
            transports=["websocket"],
            socketio_path=NAMESPACE,
            namespaces=[NAMESPACE],
        )
    assert lines() == []


@pytest.mark.parametrize("event", [CANARY, {"name": CANARY}, {"name": HYDRATE, "payload": CANARY}])
async def test_a_hydrate_that_can_t_be_read_is_refused_with_its_socket(address, lines, event):
    client = socketio.AsyncClient(reconnection=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(
            f"{address}?token=a-token",
            headers={"Origin": "http://localhost:3000"},
            auth={"event": event},
            transports=["websocket"],
            socketio_path=NAMESPACE,
            namespaces=[NAMESPACE],
        )
    assert len(lines()) == 1 and CANARY not in lines()[0].getMessage()


async def test_half_a_character_in_an_argument_is_refused_with_a_word(tab, bob, lines):
    browser = await tab(cookie_of(bob))
    await browser.call(full_name("ProfileState", "rename"), form={"name": HALF})
    await browser.call(full_name("ProfileState", "rename"), form={HALF: "Bobby"})
    assert browser.text.count("broken character") == 2


async def test_what_a_browser_reports_is_cut_masked_and_one_line(tab, bob, monkeypatch, caplog):
    from yardflow import yardflow

    browser = await tab(cookie_of(bob))
    await browser.settle()
    name = full_name("FrontendEventExceptionState", "handle_frontend_exception")
    report = f"TypeError\n at zanzibar@canary.test passwd: {CANARY}\n" + "x" * 100_000
    await browser.call(name, info=report, component_stack="at Page")
    (record,) = (line for line in caplog.records if "A page failed" in line.getMessage())
    assert log.Quiet().filter(record) and len(record.getMessage()) < 1200
    for secret in ("zanzibar", CANARY, "\n"):
        assert secret not in record.getMessage()
    monkeypatch.setattr(yardflow.failed_pages, "most", 3)
    yardflow.failed_pages.sum_up()  # what other tests of this minute reported
    caplog.clear()
    for _ in range(10):
        await browser.call(name, info="again", component_stack="")
    assert caplog.text.count("A page failed") == 3


async def test_a_browser_s_report_keeps_nobody_busy(tab, bob):
    """The framework would look for four patterns in it, in cubic time."""
    browser = await tab(cookie_of(bob))
    name = full_name("FrontendEventExceptionState", "handle_frontend_exception")
    spent = []
    for size in (500, 4000):
        text = ('TypeError: can\'t access property ", ", ' * size)[:190_000]
        began = time.process_time()
        await browser.call(name, info=text, component_stack="")
        spent.append(time.process_time() - began)
    assert spent[1] < 20 * spent[0] + 0.5, spent


def test_an_event_keeps_only_the_parts_that_mean_something():
    page = {"pathname": "/x", "asPath": "/x?q=1", "query": {"q": "1"}, "headers": {"cookie": "x"}}
    event = {"name": "a.b", "payload": None, "router_data": page, "token": "y", "ip": "z"}
    assert socket_messages.parse_event(event, {"a.b"}) == {
        "name": "a.b",
        "payload": {},
        "router_data": {"pathname": "/x", "asPath": "/x?q=1", "query": {"q": "1"}},
    }
    with pytest.raises(Malformed):
        socket_messages.parse_event(event, {"a.c"})
