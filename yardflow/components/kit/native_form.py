"""A form that the browser itself posts.

Reflex's own forms always turn into an event over the socket. Sign-in and everything with a
password must not: cookies are set by HTTP answers only, and events can be logged.
"""

from typing import Any

import reflex as rx


class _Form(rx.Component):
    tag = "form"
    _is_tag_in_global_scope = True
    action: rx.Var[str]
    method: rx.Var[str]


def native_form(*children: Any, action: str, **props: Any) -> rx.Component:
    """Posts its fields to ``action``, an HTTP route of ours, as a full page load."""
    return _Form.create(*children, action=action, method="post", **props)
