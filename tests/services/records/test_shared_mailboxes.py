"""Which addresses are a role's."""

import pytest

from yardflow.services.records.shared_mailboxes import is_shared_mailbox


@pytest.mark.parametrize(
    "local", ["info", "INFO", "sales2", "info.de", "sales-team", "no-reply", "vertrieb", "ap"]
)
def test_a_role_is_shared(local):
    assert is_shared_mailbox(f"{local}@acme.com")


@pytest.mark.parametrize(
    "local", ["ann.lee", "ann", "sales.jones", "lee.sales", "hope", "sales2027", "x" * 70, ""]
)
def test_a_person_is_not(local):
    assert not is_shared_mailbox(f"{local}@acme.com")
