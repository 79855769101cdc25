"""The signature of a sender, as HTML and as plain text."""

import reflex as rx

from yardflow.components.kit.cards import card
from yardflow.components.kit.field_list import value_or_dash
from yardflow.components.kit.in_place import editable, editable_fields, field_row
from yardflow.services.sequences.senders.signature import LONGEST
from yardflow.state.senders.record import SenderState

SENDER = SenderState.sender


def signature() -> rx.Component:
    """What it looks like, and its two texts, edited in place."""
    html = SENDER.texts["signature_html"]
    return card(
        rx.cond(
            html != "",
            # No script runs in it, and it reaches nothing of this page.
            rx.el.iframe(
                src_doc=html,
                sandbox="",
                title="Signature",
                style={"color_scheme": "light"},
                class_name="w-full h-[110px] rounded-md border border-(--gray-4) bg-white mb-3",
            ),
        ),
        editable_fields(
            _text("HTML", "signature_html"),
            _text("Plain text", "signature_text"),
        ),
        title="Signature",
    )


def _text(label: str, name: str) -> rx.Component:
    value = SENDER.texts[name]
    shown = rx.el.span(
        value_or_dash(value), class_name="whitespace-pre-wrap break-words line-clamp-4"
    )
    control = rx.el.textarea(
        name=name,
        default_value=value,
        aria_label=f"Signature as {label}",
        auto_focus=True,
        rows="6",
        max_length=LONGEST,
        class_name="yf-input",
    )
    return rx.cond(
        SENDER.may_edit,
        editable(label, name, shown, control, state=SenderState),
        field_row(label, shown),
    )
