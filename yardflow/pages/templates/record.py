"""One email template: written on the left, and seen on the right as a person gets it."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import loading_lines, record_or
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page, record_title
from yardflow.pages.templates.attachments import attachments_card
from yardflow.pages.templates.editor import editor
from yardflow.pages.templates.links import links_card
from yardflow.pages.templates.preview import preview_card, problems_card, versions_card
from yardflow.pages.templates.sendgrid import sendgrid_card
from yardflow.pages.templates.test_email import test_email_button, test_email_dialog
from yardflow.state.templates.index import TemplatesState
from yardflow.state.templates.links import LinksState
from yardflow.state.templates.record import TemplateState
from yardflow.state.templates.sendgrid import SendGridState

BACK = ("Templates", TemplatesState.list_href)
TITLE = record_title(TemplateState.template.name, "Template")


def template() -> rx.Component:
    """The record."""
    content = rx.el.div(
        rx.el.div(
            editor(), attachments_card(), problems_card(), class_name="flex flex-col gap-4 min-w-0"
        ),
        rx.el.div(
            preview_card(),
            links_card(),
            sendgrid_card(),
            versions_card(),
            class_name="flex flex-col gap-4 min-w-0",
        ),
        class_name="yf-template",
    )
    return frame(
        TITLE,
        record_or(TemplateState, "Template", BACK, card(loading_lines(8)), content),
        section="Templates",
        back=BACK,
        actions=rx.cond(TemplateState.template.id > 0, _actions()),
    )


def _actions() -> rx.Component:
    archived = TemplateState.template.archived
    return rx.fragment(
        rx.cond(archived, badge("Archived", "gray")),
        test_email_button(),
        test_email_dialog(),
        button("Copy", icon="copy", on_click=TemplateState.copy, class_name="max-sm:hidden"),
        rx.cond(
            archived,
            button("Unarchive", icon="archive-restore", on_click=TemplateState.archive(False)),
            button("Archive", icon="archive", on_click=TemplateState.archive(True)),
        ),
    )


PAGES = (
    Page(
        "/templates/[template_id]",
        TITLE,
        template,
        (TemplateState.load, LinksState.load, SendGridState.load),
    ),
)
