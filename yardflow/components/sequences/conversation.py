"""The conversation with a contact, in a card of its record."""

import reflex as rx

from yardflow.components.kit.buttons import submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.links import full_load_link
from yardflow.components.kit.times import relative
from yardflow.state.sequences.conversation import ConversationState, EntryItem

state = ConversationState


def conversation_card(contact_id: rx.Var[int]) -> rx.Component:
    """What was written, the oldest first, and the form to answer; nothing while nothing was sent.
    Its page has to call `ConversationState.load`.
    """
    return rx.cond(
        state.entries.length() > 0,
        card(
            rx.cond(state.earlier.length() > 0, _earlier(contact_id)),
            _list(state.entries, "Conversation"),
            rx.el.p(
                "Emails of sequences are shown with today’s details of the contact.",
                class_name="yf-hint mt-2",
            ),
            _answer(contact_id),
            title="Conversation",
        ),
        rx.fragment(),
    )


def _earlier(contact_id: rx.Var[int]) -> rx.Component:
    """Folded again for each contact."""
    return rx.el.details(
        rx.el.summary(
            "Earlier emails (",
            state.earlier.length(),
            ")",
            class_name="yf-muted cursor-pointer",
        ),
        _list(state.earlier, "Earlier"),
        key=contact_id.to(str),
        class_name="mb-4 [&[open]>summary]:mb-3",
    )


def _list(entries: rx.Var[list[EntryItem]], label: str) -> rx.Component:
    return rx.el.ul(
        rx.foreach(entries, _entry), class_name="yf-notes yf-conversation", aria_label=label
    )


def _entry(entry: EntryItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(entry.author, class_name="font-medium text-[13px]"),
            rx.el.span(entry.label, " · ", relative(entry.at), class_name="yf-hint"),
            class_name="flex flex-wrap items-baseline gap-x-2 mb-1",
        ),
        rx.el.div(
            entry.subject,
            dir="auto",
            class_name="yf-muted mb-1 [overflow-wrap:anywhere] empty:hidden",
        ),
        rx.el.p(
            entry.text,
            dir="auto",
            class_name="whitespace-pre-wrap [overflow-wrap:anywhere] empty:hidden",
        ),
        rx.cond(entry.quoted != "", _quoted(entry)),
        rx.el.div(
            rx.foreach(
                entry.files,
                lambda href, place: full_load_link(f"File {place + 1}", href),
            ),
            class_name="flex gap-3 empty:hidden",
        ),
        rx.el.div(entry.outcome, class_name="yf-hint empty:hidden"),
        key=entry.key,
        custom_attrs={"data-ours": entry.ours.to(str)},
    )


def _quoted(entry: EntryItem) -> rx.Component:
    return rx.el.details(
        rx.el.summary("Quoted text", class_name="yf-hint cursor-pointer"),
        rx.el.p(
            entry.quoted,
            dir="auto",
            class_name="yf-hint whitespace-pre-wrap [overflow-wrap:anywhere]",
        ),
    )


def _answer(contact_id: rx.Var[int]) -> rx.Component:
    return rx.form(
        rx.el.input(type="hidden", name="contact", default_value=contact_id),
        rx.el.textarea(
            name="text",
            placeholder="Write an answer",
            aria_label="Answer",
            rows="3",
            required=True,
            class_name="yf-input",
        ),
        rx.el.div(
            rx.cond(state.error != "", rx.el.p(state.error, class_name="yf-error")), role="alert"
        ),
        rx.el.div(
            rx.el.span("Sent by the contact’s sender, in the same thread", class_name="yf-hint"),
            submit("Send answer", size="small"),
            class_name="flex items-center justify-between gap-3",
        ),
        on_submit=state.answer,
        custom_attrs={"data-kept": f"answer {contact_id}"},
        key=f"{contact_id} {state.answered}",
        aria_label="Answer",
        class_name="flex flex-col gap-2 mt-3",
    )
