"""What others feel while lists are read: eight hostile workbooks at once, then six honest ones.

Meanwhile one more person asks: /api/ping, who they are, and a page of contacts, over and over. A
hostile workbook is half a megabyte that says of a few rows that they are a million; an honest one
has 50,000 people. The floor is the same call with nobody else there.
"""

import contextlib
import io
import json
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
from sqlalchemy import create_engine
from sqlmodel import Session

from bench.figures import Figure, percentile
from tests.fixtures import product
from yardflow.models import Role, User
from yardflow.services.team import sessions

HOSTILE, HONEST, ROWS, CALLS = 8, 6, 50_000, 100
PATHS = ("/api/ping", "/api/auth/me", "/api/contacts")
HEADERS = ["First name", "Last name", "Company", "Title", "E-mail", "Mobile", "Country", "Notes"]
_BOUNDARY = "one-file"
_SHEET = "xl/worksheets/sheet1.xml"


def measure() -> list[Figure]:
    hostile, honest = _hostile(), _honest()
    with product.running() as server:
        me, *others = team(server, 1 + HOSTILE)
        for path in PATHS:
            _times(server, me, path, 10)
        alone = [percentile(_times(server, me, path, CALLS), 0.95) for path in PATHS]
        figures = []
        for name, files, accepted in (
            (f"{HOSTILE} hostile workbooks", hostile, {422}),
            (f"{HONEST} honest workbooks", [honest] * HONEST, {201}),
        ):
            senders = [
                (lambda who=who, file=file: _send(server, who, file))
                for who, file in zip(others, files, strict=False)
            ]
            with _at_once(senders) as (answers, under_way):
                spent: dict[str, list[float]] = {path: [] for path in PATHS}
                while under_way():
                    for path in PATHS:
                        spent[path] += _times(server, me, path, 1)
            assert set(answers) <= accepted and len(answers) == len(files), answers
            for path, floor in zip(PATHS, alone, strict=True):
                p95 = percentile(spent[path], 0.95)
                figures.append(Figure(f"{path} p95, {name} read", p95, "ms", floor, "value <= 500"))
    return figures


@contextlib.contextmanager
def _at_once(
    senders: list[Callable[[], int]],
) -> Iterator[tuple[list[int], Callable[[], bool]]]:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda s=s: answers.append(s())) for s in senders]
    for thread in threads:
        thread.start()
    yield answers, lambda: any(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join()


def team(server: product.Product, count: int) -> list[str]:
    """The ``Cookie`` headers of so many people, who are signed in."""
    url = server.settings_of("yardflow.launch.web")["DATABASE_URL"]
    cookies = []
    with Session(create_engine(url)) as session:
        for n in range(count):
            email = f"colleague{n}@yardflow.test"
            user = User(name=f"Colleague {n}", email=email, role=Role.MEMBER, password_hash="!")
            session.add(user)
            session.flush()
            cookies.append(f"yardflow={sessions.open_session(session, user.id or 0)}")
        session.commit()
    return cookies


def _times(server: product.Product, cookie: str, path: str, calls: int) -> list[float]:
    spent = []
    for _ in range(calls):
        request = urllib.request.Request(server.url + path, headers={"Cookie": cookie})
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def _send(server: product.Product, cookie: str, file: bytes) -> int:
    """Uploads a workbook as a program; gives the status of the answer."""
    fields = {"kind": "contacts", "eventId": "1"}
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = "".join(parts) + (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; '
        'filename="list.xlsx"\r\n\r\n'
    )
    body = head.encode() + file + f"\r\n--{_BOUNDARY}--\r\n".encode()
    headers = {
        "Cookie": cookie,
        "Origin": server.url,
        "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
    }
    request = urllib.request.Request(f"{server.url}/api/imports", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=900) as answer:
            json.load(answer)
            return answer.status
    except urllib.error.HTTPError as error:
        error.read()
        return error.code


def _honest() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("People")
    sheet.append(HEADERS)
    for n in range(ROWS):
        company = f"Freight {n % 5_000} Inc"
        email = f"ann{n}@freight{n % 5_000}.example"
        phone, title = f"+1 (415) 555-{n % 10_000:04}", f"VP Supply Chain {n % 97}"
        sheet.append([f"Ann{n}", "Lee", company, title, email, phone, "France", "met on Tuesday"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _hostile() -> list[bytes]:
    """Half of them claim a row far below, after thirty thousand; half skip rows all the time."""
    rows = [_row(n) for n in range(2, 30_002)]
    far_below = [*rows, '<row r="1048577"/>']
    skipping = [_row(35 * n) for n in range(1, 29_958)]
    skipping += ['<row r="1048577"/>']
    return [_book(far_below), _book(skipping)] * (HOSTILE // 2)


def _row(number: int) -> str:
    cells = (f"Ann{number}", f"Acme {number % 99}", f"ann{number}@acme.example")
    inside = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inside}</row>'


def _book(rows: list[str]) -> bytes:
    made = openpyxl.Workbook()
    made.active.append(["Name"])
    original, changed = io.BytesIO(), io.BytesIO()
    made.save(original)
    names = "".join(
        f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("Name", "Company", "Email")
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1">{names}</row>{"".join(rows)}</sheetData></worksheet>'
    )
    with (
        zipfile.ZipFile(original) as before,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, sheet if name == _SHEET else before.read(name))
    return changed.getvalue()
