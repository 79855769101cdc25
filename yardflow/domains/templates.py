"""Email templates."""

from sqlmodel import col

from yardflow.models import Template
from yardflow.registry import Domain, Handlers, NavigationEntry, Subject
from yardflow.services.sequences.lifecycle.publishing import TemplatesPinned
from yardflow.services.sequences.templates import pinning

_LIST = (
    "load",
    "search",
    "narrow",
    "narrow_text",
    "choose",
    "sort_by",
    "next_page",
    "previous_page",
    "widen",
)

DOMAIN = Domain(
    name="templates",
    routers=(
        "yardflow.api.sequences.templates:router",
        "yardflow.api.sequences.snippets:router",
    ),
    pages=("yardflow.pages.templates.index", "yardflow.pages.templates.record"),
    navigation=(NavigationEntry("Templates", "/templates/", "mail"),),
    stylesheets=("/templates.css",),
    hooks=((TemplatesPinned, pinning.pin),),
    scripts=("/templates.js",),
    handlers=(
        Handlers(
            "yardflow.state.templates.index.TemplatesState", member=(*_LIST, "ask_new", "add")
        ),
        Handlers(
            "yardflow.state.templates.record.TemplateState",
            member=(
                "load",
                "write",
                "save",
                "preview_as",
                "show_person",
                "find_person",
                "show_on",
                "restore",
                "copy",
                "archive",
            ),
        ),
    ),
    subjects=(Subject("template", col(Template.id), (col(Template.name),), page="/templates/{}/"),),
    refresh=(("/templates", "yardflow.state.templates.index:TemplatesState.load"),),
)
