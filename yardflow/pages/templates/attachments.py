"""The card with what a template has attached."""

import reflex as rx

from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.drop_zone import upload_form, uploaded_field
from yardflow.services.sequences.templates.attachment_files import (
    ACCEPT,
    MOST,
    MOST_BYTES,
    too_large,
)
from yardflow.state.templates.record import TemplateState
from yardflow.state.templates.view import AttachmentItem

_MEGABYTES = MOST_BYTES // 1_000_000


def attachments_card() -> rx.Component:
    """The files, and where others are dropped: assets/upload.js posts them and names them to the
    state.
    """
    files = TemplateState.attachments
    return card(
        rx.cond(
            files.length() > 0,
            rx.el.ul(rx.foreach(files, _file), class_name="flex flex-col gap-1 pb-3"),
        ),
        rx.cond(
            files.length() < MOST,
            _upload(),
            rx.el.p(
                f"A template has at most {MOST} attachments. Remove one to add another.",
                class_name="yf-hint",
            ),
        ),
        rx.cond(
            TemplateState.attachments_changed,
            rx.el.p("Save the template to keep this.", class_name="yf-hint pt-2", role="status"),
        ),
        title="Attachments",
    )


def _file(file: AttachmentItem) -> rx.Component:
    return rx.el.li(
        rx.icon("paperclip", size=15, class_name="flex-none"),
        rx.el.span(file.name, class_name="min-w-0 [overflow-wrap:anywhere]"),
        rx.el.span(file.size, class_name="yf-hint whitespace-nowrap"),
        icon_button(
            "x",
            f"Remove {file.name}",
            size="small",
            class_name="ml-auto",
            on_click=TemplateState.detach(file.name),
        ),
        class_name="flex items-center gap-2 text-[13px]",
    )


def _upload() -> rx.Component:
    return upload_form(
        rx.el.label(
            rx.icon("paperclip", size=18),
            rx.el.span(
                rx.el.span("Choose a file", class_name="yf-link font-medium"),
                " or drop it here",
                custom_attrs={"data-empty": ""},
            ),
            rx.el.span(custom_attrs={"data-chosen": ""}, class_name="font-medium"),
            rx.el.span(
                f"PDF, Office, image, calendar or text, up to {_MEGABYTES} MB together",
                class_name="yf-hint",
            ),
            rx.el.input(type="file", name="file", accept=ACCEPT, aria_label="File to attach"),
            class_name="yf-drop",
        ),
        rx.el.div(
            rx.el.div(rx.el.div(), class_name="yf-progress"),
            rx.el.span(class_name="yf-hint"),
            custom_attrs={"data-progress": ""},
            role="status",
        ),
        rx.el.p(
            class_name="yf-callout empty:hidden",
            role="alert",
            custom_attrs={"data-tone": "red", "data-refusal": ""},
        ),
        uploaded_field(TemplateState.attach),
        action="/api/attachments",
        largest=MOST_BYTES,
        too_large=str(too_large()),
        class_name="flex flex-col gap-2",
    )
