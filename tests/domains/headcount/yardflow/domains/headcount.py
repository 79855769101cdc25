"""How many contacts there are."""

from yardflow.registry import Domain, Handlers, JobKind, JobQueue, NavigationEntry

DOMAIN = Domain(
    name="headcount",
    routers=("yardflow.api.headcount:router",),
    pages=("yardflow.pages.headcount",),
    navigation=(NavigationEntry("Headcount", "/headcount/", "tally-5"),),
    handlers=(
        Handlers(
            "yardflow.state.headcount.HeadcountState",
            member=("load",),
            admin=("load_for_admin",),
        ),
    ),
    job_kinds=(
        JobKind(
            "count_contacts",
            JobQueue.DEFAULT,
            work="yardflow.services.headcount:count",
            title="Count {}",
            title_without_name="Count the contacts",
        ),
    ),
)
