"""What the settings do when a person acts."""

from sqlmodel import Session

from tests.conftest import person
from tests.tabs import call, tab
from yardflow.models import Role
from yardflow.services.access import Principal
from yardflow.services.people import sessions
from yardflow.state.invitation import InvitationState
from yardflow.state.settings.integrations import IntegrationsState
from yardflow.state.settings.profile import ProfileState
from yardflow.state.settings.sessions import SessionsState
from yardflow.state.settings.tabs import SettingsState
from yardflow.state.settings.team import TeamState
from yardflow.state.settings.tokens import TokensState
from yardflow.state.workplace import Workplace


async def test_a_member_is_shown_their_own_tabs_only(session: Session, bob: Principal) -> None:
    page = tab(session, bob, SettingsState, "/settings/?tab=team")
    assert await call(page, SettingsState.open_tab) == ProfileState.load
    assert page.tab == "profile"


async def test_a_new_name_is_kept(session: Session, bob: Principal) -> None:
    page = tab(session, bob, ProfileState)
    await call(page, ProfileState.rename, {"name": "Bob Marsh"})
    again = tab(session, bob, Workplace)
    await call(again, Workplace.enter)
    assert again.me.name == "Bob Marsh"


async def test_an_empty_name_is_refused_beside_the_field(session: Session, bob: Principal) -> None:
    page = tab(session, bob, ProfileState)
    await call(page, ProfileState.rename, {"name": "  "})
    assert page.name_error == "Give a name of up to 100 characters."


async def test_the_profile_says_how_the_change_of_password_went(
    session: Session, bob: Principal
) -> None:
    page = tab(session, bob, ProfileState, "/settings/?tab=profile&error=wrong")
    await call(page, ProfileState.load)
    assert "current password is wrong" in page.password_note
    assert not page.password_changed


async def test_another_browser_is_signed_out_from_the_list(
    session: Session, bob: Principal
) -> None:
    other = sessions.open_session(session, bob.user_id, user_agent="Firefox on Windows")
    session.commit()
    page = tab(session, bob, SessionsState)
    await call(page, SessionsState.load)
    assert [one.current for one in page.rows] == [True, False]
    await call(page, SessionsState.end, page.rows[1].id)
    assert sessions.find(session, other) is None


async def test_a_token_is_shown_once_and_forgotten_with_the_dialog(
    session: Session, bob: Principal
) -> None:
    page = tab(session, bob, TokensState)
    await call(page, TokensState.ask_new, True)
    await call(page, TokensState.make, {"name": "Scanner", "scope": "write", "days": "90"})
    assert page.fresh_secret.startswith("yf_")
    await call(page, TokensState.ask_new, False)
    await call(page, TokensState.load)
    assert page.fresh_secret == ""
    assert [(one.name, one.writes) for one in page.rows] == [("Scanner", True)]


async def test_a_token_without_a_name_is_refused_beside_the_field(
    session: Session, bob: Principal
) -> None:
    page = tab(session, bob, TokensState)
    await call(page, TokensState.make, {"name": "", "scope": "read", "days": ""})
    assert page.name_error
    assert page.fresh_secret == ""


async def test_a_revoked_token_leaves_the_list(session: Session, bob: Principal) -> None:
    page = tab(session, bob, TokensState)
    await call(page, TokensState.make, {"name": "Scanner", "scope": "read", "days": ""})
    await call(page, TokensState.load)
    await call(page, TokensState.ask_revoke, page.rows[0].id)
    await call(page, TokensState.revoke)
    await call(page, TokensState.load)
    assert (page.rows, page.revoking) == ([], 0)


async def test_an_invitation_s_link_is_shown_once_and_opens_its_page(
    session: Session, alice: Principal
) -> None:
    page = tab(session, alice, TeamState)
    await call(page, TeamState.invite, {"email": "carla@yardflow.test", "role": "MEMBER"})
    link = page.fresh_link
    await call(page, TeamState.ask_invite, False)
    await call(page, TeamState.load)
    assert page.fresh_link == ""
    assert [one.email for one in page.invitations] == ["carla@yardflow.test"]
    opened = tab(session, None, InvitationState, f"/invitation?{link.partition('?')[2]}")
    await call(opened, InvitationState.read_address)
    assert (opened.email, opened.problem) == ("carla@yardflow.test", "")


async def test_a_withdrawn_invitation_says_so(session: Session, alice: Principal) -> None:
    page = tab(session, alice, TeamState)
    await call(page, TeamState.invite, {"email": "carla@yardflow.test", "role": "MEMBER"})
    link = page.fresh_link
    await call(page, TeamState.load)
    await call(page, TeamState.withdraw, page.invitations[0].id)
    opened = tab(session, None, InvitationState, f"/invitation?{link.partition('?')[2]}")
    await call(opened, InvitationState.read_address)
    assert opened.email == ""
    assert "no longer good" in opened.problem


async def test_roles_change_and_people_leave(
    session: Session, alice: Principal, bob: Principal
) -> None:
    page = tab(session, alice, TeamState)
    await call(page, TeamState.change_role, bob.user_id, "ADMIN")
    await call(page, TeamState.load)
    assert {one.name: one.role for one in page.members} == {"Alice": "ADMIN", "Bob": "ADMIN"}
    await call(page, TeamState.ask_remove, bob.user_id, "Bob")
    await call(page, TeamState.remove)
    await call(page, TeamState.load)
    assert [one.name for one in page.members] == ["Alice"]


async def test_the_last_administrator_stays(session: Session, alice: Principal) -> None:
    page = tab(session, alice, TeamState)
    await call(page, TeamState.change_role, alice.user_id, Role.MEMBER.value)
    assert "last administrator" in page.notice.text


async def test_a_member_who_calls_the_team_s_handlers_gets_nothing(
    session: Session, alice: Principal, bob: Principal
) -> None:
    page = tab(session, bob, TeamState)
    await call(page, TeamState.load)
    assert (page.members, page.invitations) == ([], [])
    assert "administrator" in page.problem
    await call(page, TeamState.remove)
    integrations = tab(session, bob, IntegrationsState)
    await call(integrations, IntegrationsState.load)
    assert integrations.rows == []


async def test_people_who_never_signed_in_are_in_the_team_too(
    session: Session, alice: Principal
) -> None:
    person(session, "Dora", Role.MEMBER)
    page = tab(session, alice, TeamState)
    await call(page, TeamState.load)
    assert {one.name: one.last_seen_at == "" for one in page.members} == {
        "Alice": False,
        "Dora": True,
    }
