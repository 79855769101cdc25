"""Pages of lists: the same rows in the same order, however they are found."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from yardflow.models import Account, Event
from yardflow.services.access import Principal
from yardflow.services.records import contacts, listing
from yardflow.services.records.contacts import ContactQuery

NAMES = ("Ann Lee", "Bob Øst", "Cy Ost", "Dé Ünal", "Eve Lee", "Fay Zorn", "Gil Abel")


@pytest.mark.parametrize("scope", ["event", "all"])
@pytest.mark.parametrize("sort", ["name", "-name", "account", "-createdAt"])
def test_few_rows_are_gathered_in_the_order_in_which_many_are_walked(
    session: Session,
    alice: Principal,
    acme: Account,
    techexpo: Event,
    works_at: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    scope: str,
    sort: str,
):
    for number, name in enumerate(NAMES):
        works_at(acme, name, title="VP" if number % 2 else "")
    event_id = techexpo.id if scope == "event" else None
    query = {"event_id": event_id, "sort": sort, "limit": 3}

    def read() -> tuple[list[list[str]], list[list[str]]]:
        forth, back, cursor = [], [], ""
        while True:
            page = contacts.search(session, alice, ContactQuery(**query, cursor=cursor))
            forth.append([row.name for row in page.items])
            if page.next is None:
                break
            cursor = page.next
        while page.previous:
            page = contacts.search(session, alice, ContactQuery(**query, cursor=page.previous))
            back.append([row.name for row in page.items])
        return forth, back

    gathered = read()
    monkeypatch.setattr(listing, "FEW", -1)
    assert read() == gathered
    assert sorted(name for page in gathered[0] for name in page) == sorted(NAMES)
    assert gathered[1] == gathered[0][-2::-1]
