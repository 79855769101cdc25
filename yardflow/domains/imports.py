"""Files that people bring in."""

from sqlmodel import col

from yardflow.models import Import
from yardflow.registry import (
    Domain,
    Handlers,
    JobKind,
    JobQueue,
    NavigationEntry,
    NavigationGroup,
    Subject,
)
from yardflow.services import imports

DOMAIN = Domain(
    name="imports",
    routers=("yardflow.api.imports.upload_routes:router", "yardflow.api.imports.routes:router"),
    pages=("yardflow.pages.imports.index", "yardflow.pages.imports.record"),
    navigation=(NavigationEntry("Import", "/import/", "upload", NavigationGroup.DATA),),
    stylesheets=("/imports.css",),
    scripts=("/upload.js",),
    each_minute=(imports.purge_files,),
    lifespan_tasks=("yardflow.api.imports.leftovers:clear",),
    handlers=(
        Handlers("yardflow.state.imports.index.ImportsState", member=("load", "show_more")),
        Handlers(
            "yardflow.state.imports.record.ImportRecord",
            member=(
                "load",
                "follow",
                "look_ahead",
                "map_column",
                "overwrite",
                "overwrite_all",
                "show_differences",
                "next_differences",
                "previous_differences",
                "change_kind",
                "choose_company",
                "show_rows",
                "next_page",
                "previous_page",
                "edit",
                "stop_editing",
                "fix",
                "run",
                "cancel",
                "confirm",
                "remove",
            ),
        ),
    ),
    job_kinds=(
        JobKind(
            "run_import",
            JobQueue.LONG,
            work="yardflow.services.imports:run",
            title="Import {}",
            title_without_name="Import a file",
        ),
        JobKind(
            "undo_import",
            JobQueue.LONG,
            work="yardflow.services.imports:undo",
            title="Undo import of {}",
            title_without_name="Undo an import",
        ),
    ),
    subjects=(Subject("import", col(Import.id), (col(Import.filename),), page="/import/{}/"),),
)
