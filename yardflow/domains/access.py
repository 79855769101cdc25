"""Who may come in: signing in, invitations, sessions, API tokens, and the team."""

from yardflow.registry import Domain, Handlers, SettingsTab

DOMAIN = Domain(
    name="access",
    routers=("yardflow.api.access.auth:router", "yardflow.api.access.tokens:router"),
    pages=("yardflow.pages.login", "yardflow.pages.invitation"),
    scripts=("/sign_in.js", "/drafts.js"),
    settings_tabs=(
        SettingsTab(
            "profile",
            "Profile",
            body="yardflow.pages.settings.profile:profile",
            load=("yardflow.state.settings.profile:ProfileState.load",),
        ),
        SettingsTab(
            "sessions",
            "Sessions",
            body="yardflow.pages.settings.sessions:sessions",
            load=("yardflow.state.settings.sessions:SessionsState.load",),
        ),
        SettingsTab(
            "tokens",
            "API tokens",
            body="yardflow.pages.settings.tokens:tokens",
            load=(
                "yardflow.state.settings.tokens:TokensState.load",
                "yardflow.state.settings.tokens:TokensState.arrive",
            ),
        ),
        SettingsTab(
            "team",
            "Team",
            body="yardflow.pages.settings.team:team",
            load=("yardflow.state.settings.team:TeamState.load",),
            admin_only=True,
        ),
    ),
    handlers=(
        Handlers("yardflow.state.login.LoginState", everybody=("read_address",)),
        Handlers("yardflow.state.invitation.InvitationState", everybody=("read_address",)),
        Handlers("yardflow.state.settings.profile.ProfileState", member=("load", "rename")),
        Handlers("yardflow.state.settings.sessions.SessionsState", member=("load", "end")),
        Handlers(
            "yardflow.state.settings.tokens.TokensState",
            member=("load", "arrive", "ask_new", "ask_revoke", "close_revoke", "revoke"),
        ),
        Handlers(
            "yardflow.state.settings.team.TeamState",
            admin=(
                "load",
                "ask_invite",
                "invite",
                "withdraw",
                "ask_role",
                "close_role",
                "change_role",
                "ask_remove",
                "close_remove",
                "choose_new_owner",
                "remove",
            ),
        ),
    ),
)
