"""The choice of an owner."""

from typing import Any

import reflex as rx

from yardflow.components.kit.fields import filter_select
from yardflow.services.records.owners import UNASSIGNED

Owners = rx.Var[list[tuple[str, str]]]


def owner_select(
    value: rx.Var[str], owners: Owners, on_change: Any, unassigned: Any = UNASSIGNED
) -> rx.Component:
    """Sets the owner of a record, or leaves it ``unassigned``, which may say whose it was."""
    return filter_select("Owner", value, owners, on_change, every=unassigned)
