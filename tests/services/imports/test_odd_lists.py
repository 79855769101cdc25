"""Lists that once lost or garbled people, each with what it is to become (``lists/cases``)."""

import pytest
from sqlalchemy import text

from yardflow.errors import YardFlowError
from yardflow.services.imports import Refused

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]


def test_each_odd_list_becomes_what_it_is_to_become(session, desk, lists):
    cases = lists / "cases"
    blocks = (cases / "right.txt").read_text(encoding="utf-8").split("\n== ")[1:]
    right = {}
    for block in blocks:
        head, *lines = block.strip().split("\n")
        name, how = head.split(" ", 1)
        right[name] = [how, *lines]
        assert [how, *lines] == become(desk, cases / name, how.split(",")[0]), name
        if not how.endswith("kept"):
            for table in ("account", "import"):
                session.execute(text(f"DELETE FROM {table}"))
            session.commit()
    assert right.keys() == {path.name for path in cases.iterdir()} - {"right.txt"}


def become(desk, path, kind: str) -> list[str]:
    """What a list becomes, in the words of ``right.txt``."""
    try:
        view = desk.bring(path, kind if kind == "accounts" else "contacts")
    except Refused as refusal:
        return [f"refused: {refusal.reason}"]
    except YardFlowError as refusal:
        return [f"refused: {refusal.message}"]
    skipped = f", {view.bad} skipped" if view.bad else ", kept" if "-1-" in path.name else ""
    accounts = [
        f"account: {_line(a.name, a.domain, a.size, _website(a.website, a.domain))}"
        for a in desk.accounts()
    ]
    contacts = [
        "contact: "
        + _line(
            *(c.first_name, c.last_name, desk.account_of(c), c.title, c.seniority),
            *(c.email, c.phone, c.mobile, c.linkedin_url),
        )
        for c in desk.contacts()
    ]
    notes = ["note: " + note.text.replace("\n", " / ") for note in desk.notes()]
    return [f"{kind}{skipped}", *accounts, *contacts, *notes]


def _line(*values: str | None) -> str:
    return " | ".join(value or "" for value in values).rstrip(" |").replace("  ", " ")


def _website(website: str, domain: str | None) -> str:
    return "" if website == f"https://{domain}" else website
