"""What every page shares, and the first page."""

from yardflow.registry import Domain, Handlers, NavigationEntry

DOMAIN = Domain(
    name="workplace",
    pages=("yardflow.pages.dashboard", "yardflow.pages.not_found"),
    navigation=(NavigationEntry("Dashboard", "/", "layout-dashboard"),),
    stylesheets=("/yardflow.css", "/choices.css", "/touch.css", "/forced_colors.css"),
    scripts=("/focus.js", "/in_place.js", "/dates.js", "/tabs.js", "/zone.js", "/connection.js"),
    handlers=(
        Handlers(
            "yardflow.state.workplace.Workplace",
            member=(
                "enter",
                "follow_trays",
                "switch_event",
                "dismiss_notice",
                "undo",
                "apologise",
            ),
        ),
        Handlers("yardflow.state.dashboard.DashboardState", member=("load", "follow")),
    ),
)
