"""Buttons: a few kinds, each with a name for screen readers."""

from typing import Any, Literal

import reflex as rx

from yardflow.components.kit.links import full_load_link, link

Kind = Literal["primary", "plain", "ghost", "soft", "danger"]
Size = Literal["medium", "small"]

_ONLY_WHEN_ENABLED: rx.Var = rx.Var(
    "(event) => { if (event.currentTarget.ariaDisabled === 'true')"
    " { event.preventDefault(); event.stopPropagation() } }"
)


def button(
    text: str | rx.Var[str],
    *,
    icon: str = "",
    kind: Kind | rx.Var[str] = "plain",
    size: Size = "medium",
    busy: rx.Var[bool] | bool = False,
    **props: Any,
) -> rx.Component:
    """A button with a word on it. ``busy`` disables it and shows a spinner in place of the icon.

    A look that changes is a ``kind`` that does: of two buttons under a `rx.cond` the browser
    replaces one by the other, and a click that falls into that moment is lost.
    """
    if isinstance(busy, rx.Var):
        props["disabled"] = busy if "disabled" not in props else busy | props["disabled"]
        mark = rx.cond(busy, rx.spinner(size="1"), _icon(icon, size))
    else:
        mark = _icon(icon, size)
    props.setdefault("type", "button")
    return rx.el.button(mark, text, **_look(kind, size, props))


def explained_button(
    text: str | rx.Var[str],
    reason: rx.Var[str],
    *,
    name: str,
    align: Literal["start", "end"] = "end",
    **props: Any,
) -> rx.Component:
    """A `button` that can't be pressed while there is a ``reason``, and says it.

    The reason shows on hover, focus and tap, and screen readers read it: the button stays in the
    order of focus and only does nothing. ``name`` tells the reasons of a page apart; ``align`` is
    the end of the button that the reason is flush with.
    """
    attributes = {"onClickCapture": _ONLY_WHEN_ENABLED, **props.pop("custom_attrs", {})}
    is_blocked = rx.cond(reason != "", "true", "false")
    explained = {"aria_disabled": is_blocked, "aria_describedby": _reason_id(name)}
    return _explained(
        button(text, custom_attrs=attributes, **explained, **props), reason, name, align
    )


def explained_end(icon: str, label: str, reason: rx.Var[str], *, name: str) -> rx.Component:
    """In place of an `icon_link` that leads nowhere: it can be focused, and says the ``reason``."""
    nothing_more = icon_button(icon, label, aria_disabled="true", aria_describedby=_reason_id(name))
    return _explained(nothing_more, reason, name, "end")


def _reason_id(name: str) -> str:
    return f"reason-{name}"


def _explained(
    control: rx.Component, reason: rx.Var[str], name: str, align: Literal["start", "end"]
) -> rx.Component:
    return rx.el.span(
        control,
        rx.el.span(reason, id=_reason_id(name), role="tooltip", class_name="yf-reason"),
        class_name="yf-explained",
        custom_attrs={"data-align": align},
    )


def submit(
    text: str | rx.Var[str], *, busy: rx.Var[bool] | bool = False, **props: Any
) -> rx.Component:
    """The button that sends the form around it."""
    return button(text, kind=props.pop("kind", "primary"), type="submit", busy=busy, **props)


def icon_button(
    icon: str,
    name: str | rx.Var[str],
    *,
    kind: Kind = "ghost",
    size: Size = "medium",
    **props: Any,
) -> rx.Component:
    """A square button with only an icon; ``name`` shows on hover and is for screen readers."""
    props.setdefault("type", "button")
    return rx.el.button(
        _icon(icon, size), title=name, aria_label=name, **_look(kind, size, props, square=True)
    )


def button_link(
    text: str | rx.Var[str],
    href: str | rx.Var[str],
    *,
    icon: str = "",
    kind: Kind = "plain",
    size: Size = "medium",
    **props: Any,
) -> rx.Component:
    """A link that looks like a button."""
    return link(_icon(icon, size), text, href=href, **_look(kind, size, props))


def icon_link(
    icon: str, name: str | rx.Var[str], href: str | rx.Var[str], *, title: str = "", **props: Any
) -> rx.Component:
    """An `icon_button` that leads to another page; ``title`` shows on hover, if not the name."""
    look = _look("ghost", "medium", props, square=True)
    return link(_icon(icon, "medium"), href=href, aria_label=name, title=title or name, **look)


def outside_button(
    text: str | rx.Var[str],
    href: rx.Var[str],
    *,
    icon: str = "",
    kind: Kind = "plain",
    **props: Any,
) -> rx.Component:
    """A link, in the look of a button, that another program opens: ``mailto:``, ``tel:``."""
    content = rx.fragment(_icon(icon, "medium"), text)
    return full_load_link(content, href, **_look(kind, "medium", props))


def new_tab_button(text: str, href: rx.Var[str]) -> rx.Component:
    """A link that leaves the product in a new tab, in the look of a button; see `outside_link`."""
    return rx.el.a(
        _icon("external-link", "medium"),
        text,
        href=href,
        target="_blank",
        rel="noopener noreferrer",
        **_look("plain", "medium", {}),
    )


def _icon(icon: str, size: Size) -> rx.Component:
    return rx.icon(icon, size=16 if size == "medium" else 14) if icon else rx.fragment()


def _look(
    kind: Kind | rx.Var[str], size: Size, props: dict[str, Any], square: bool = False
) -> dict[str, Any]:
    """The caller's properties with our class and data attributes added."""
    marks = {
        "data-kind": kind,
        "data-size": size,
        "data-square": "true" if square else "false",
    }
    return {
        **props,
        "class_name": f"yf-button {props.get('class_name', '')}".strip(),
        "custom_attrs": {**marks, **props.get("custom_attrs", {})},
    }
