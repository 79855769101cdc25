"""The place where a form takes a file, with its progress and refusal (assets/upload.js)."""

from typing import Any

import reflex as rx

from yardflow.components.kit.fields import form_error
from yardflow.components.kit.native_form import native_form


def upload_form(
    *children: Any, action: str, largest: int, too_large: str, drops: bool = False, **props: Any
) -> rx.Component:
    """Posts a file of at most ``largest`` bytes to ``action``; of a larger one it says
    ``too_large`` at once. With ``drops`` it takes a file that is dropped anywhere on the page.
    """
    marks = {"data-largest": str(largest), "data-too-large": too_large, "data-upload": ""}
    return native_form(
        *children,
        action=action,
        custom_attrs={
            "encType": "multipart/form-data",
            **marks,
            **({"data-drops": ""} if drops else {}),
        },
        **props,
    )


def drop_zone(hint: str, accept: str) -> rx.Component:
    """The file field covers all of it, so that a file can be dropped anywhere on it."""
    return rx.el.label(
        rx.icon("file-up", size=22),
        rx.el.span(
            rx.el.span("Choose a file", class_name="yf-link font-medium"),
            " or drop it here",
            custom_attrs={"data-empty": ""},
        ),
        rx.el.span(custom_attrs={"data-chosen": ""}, class_name="font-medium"),
        rx.el.span(hint, class_name="yf-hint"),
        rx.el.input(
            type="file", name="file", required=True, accept=accept, aria_label="File to import"
        ),
        class_name="yf-drop",
    )


def uploaded_field(on_change: Any) -> rx.Component:
    """With this in its form a file is posted as soon as it is chosen; ``on_change`` is then called
    with the number that the answer gives it, and behind a space with what it says of it.
    """
    return rx.el.input(
        type="text",
        default_value="",
        hidden=True,
        aria_label="Uploaded file",
        on_change=on_change,
        custom_attrs={"data-uploaded": ""},
    )


def upload_refusal(refusal: rx.Var[str]) -> rx.Component:
    """Why the last file was refused, as the address says, and what the script says while the file
    is on its way.
    """
    return rx.el.div(
        form_error(refusal),
        rx.el.div(
            rx.el.div(rx.el.div(), class_name="yf-progress"),
            rx.el.span(class_name="yf-hint"),
            custom_attrs={"data-progress": ""},
            role="status",
        ),
        rx.el.p(
            class_name="yf-callout empty:hidden",
            custom_attrs={"data-tone": "red", "data-refusal": ""},
        ),
        role="alert",
        class_name="contents",
    )
