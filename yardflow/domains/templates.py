"""Email templates."""

from sqlmodel import col

from yardflow.models import Template
from yardflow.registry import (
    LIST,
    Domain,
    Handlers,
    JobKind,
    JobQueue,
    NavigationEntry,
    NavigationGroup,
    Subject,
)
from yardflow.services.sequences import test_emails
from yardflow.services.sequences.lifecycle.publishing import TemplatesPinned
from yardflow.services.sequences.templates import attachments, links, pinning

DOMAIN = Domain(
    name="templates",
    routers=(
        "yardflow.api.sequences.templates:router",
        "yardflow.api.sequences.template_trials:router",
        "yardflow.api.sequences.attachments:router",
        "yardflow.api.sequences.sendgrid_templates:router",
        "yardflow.api.sequences.snippets:router",
    ),
    pages=("yardflow.pages.templates.index", "yardflow.pages.templates.record"),
    navigation=(NavigationEntry("Templates", "/templates/", "mail", NavigationGroup.OUTREACH),),
    stylesheets=("/templates.css",),
    hooks=((TemplatesPinned, pinning.pin),),
    scripts=("/templates.js",),
    handlers=(
        Handlers("yardflow.state.templates.index.TemplatesState", member=(*LIST, "ask_new", "add")),
        Handlers(
            "yardflow.state.templates.record.TemplateState",
            member=(
                "load",
                "open_here",
                "discard",
                "write",
                "save",
                "attach",
                "detach",
                "preview_as",
                "show_person",
                "find_person",
                "show_on",
                "restore",
                "copy",
                "archive",
            ),
        ),
        Handlers(
            "yardflow.state.templates.test_email.TestEmailState",
            member=("ask", "close", "send", "follow"),
        ),
        Handlers(
            "yardflow.state.templates.sendgrid.SendGridState",
            member=("load", "compare", "pull", "name", "unlink"),
            admin=("push",),
        ),
        Handlers(
            "yardflow.state.templates.sendgrid.SendGridImportState",
            member=("ask", "close", "choose", "take"),
        ),
        Handlers(
            "yardflow.state.templates.links.LinksState",
            member=("load", "read_again", "check", "follow"),
        ),
    ),
    job_kinds=(
        JobKind(
            test_emails.JOB,
            JobQueue.DEFAULT,
            work="yardflow.services.sequences.test_emails:run",
            title="Send a test of {}",
            title_without_name="Send a test email",
        ),
        JobKind(
            links.JOB,
            JobQueue.DEFAULT,
            work="yardflow.services.sequences.templates.links:run",
            title="Check the links of {}",
            title_without_name="Check links",
        ),
    ),
    each_minute=(attachments.purge,),
    subjects=(Subject("template", col(Template.id), (col(Template.name),), page="/templates/{}/"),),
    refresh=(("/templates", "yardflow.state.templates.index:TemplatesState.load"),),
)
