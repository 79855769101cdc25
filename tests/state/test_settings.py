"""What the settings do when a person acts."""

from datetime import timedelta

import pytest
from reflex.istate.data import RouterData
from sqlmodel import Session

from tests.conftest import person
from tests.fixtures.state_tab import call, tab
from yardflow import clock
from yardflow.auth import new_token
from yardflow.models import Account, Role
from yardflow.services.access import Principal
from yardflow.services.team import sessions, tokens
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
    assert await call(page, SettingsState.open_tab) == [ProfileState.load]
    assert page.tab == "profile"
    assert page.notice.text == "Only administrators can open these settings."


async def test_a_new_name_is_kept(session: Session, bob: Principal) -> None:
    page = tab(session, bob, ProfileState)
    await call(page, ProfileState.rename, {"name": "Bob Marsh"})
    again = tab(session, bob, Workplace)
    await call(again, Workplace.enter)
    assert again.me.name == "Bob Marsh"


async def test_an_empty_name_is_refused_beside_the_field(session: Session, bob: Principal) -> None:
    page = tab(session, bob, ProfileState)
    await call(page, ProfileState.rename, {"name": "  "})
    assert page.name_error == "Enter a name of up to 100 characters."


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
    assert [row.current for row in page.rows] == [True, False]
    await call(page, SessionsState.end, page.rows[1].id)
    assert sessions.find(session, other) is None


def led_back(session: Session, who: Principal, query: str, secret: str) -> TokensState:
    """The page after its form was posted, with the cookie that the answer had set."""
    page = tab(session, who, TokensState, f"/settings/?tab=tokens&{query}")
    carried = new_token.issue(secret).partition(";")[0]
    headers = {"cookie": f"{page.router.headers.cookie}; {carried}"}
    page.router = RouterData.from_router_data(
        {"pathname": "/settings/", "asPath": f"/settings/?tab=tokens&{query}", "headers": headers}
    )
    return page


async def test_a_token_is_shown_once_and_forgotten_with_the_dialog(
    session: Session, bob: Principal
) -> None:
    made = tokens.create(session, bob, "Scanner", ["write"])
    page = led_back(session, bob, "done=token", made.secret)
    await call(page, TokensState.load)
    await call(page, TokensState.arrive)
    assert (page.fresh_secret, page.making) == (made.secret, True)
    leads_to = await call(page, TokensState.ask_new, False)
    assert page.fresh_secret == "" and "done" not in str(leads_to)
    await call(page, TokensState.arrive)  # again at the same address, within the minute
    assert (page.fresh_secret, page.making) == ("", False)
    assert [(row.name, row.writes) for row in page.rows] == [("Scanner", True)]


async def test_only_a_secret_of_one_s_own_that_is_new_is_shown(
    session: Session, alice: Principal, bob: Principal
) -> None:
    hers = tokens.create(session, alice, "Hers", ["read"]).secret
    mine = tokens.create(session, bob, "Mine", ["read"]).secret
    for query, secret, minutes in (
        ("done=token", hers, 0),
        ("done=token", "yf_planted", 0),
        ("done=token", mine, 3),
        ("", mine, 0),
    ):
        page = led_back(session, bob, query, secret)
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            await call(page, TokensState.arrive)
        assert (page.fresh_secret, page.making) == ("", False), (query, secret, minutes)


@pytest.mark.parametrize(("error", "field"), [("name", "name"), ("wrong", "password")])
async def test_what_is_wrong_with_a_token_is_said_beside_the_field_and_the_rest_is_kept(
    session: Session, bob: Principal, error: str, field: str
) -> None:
    address = f"/settings/?tab=tokens&error={error}&name=Scanner&scopes=write&days=never"
    page = tab(session, bob, TokensState, address)
    await call(page, TokensState.arrive)
    assert page.making and page.errors[field]
    assert page.typed == {"name": "Scanner", "scopes": "write", "days": "never"}


async def test_what_ends_with_them_is_said_before_a_password_all_sessions_or_a_role(
    session: Session, alice: Principal, bob: Principal
) -> None:
    profile = tab(session, bob, ProfileState)
    await call(profile, ProfileState.load)
    assert profile.also_revokes == ""
    for name in ("Scanner", "Export"):
        tokens.create(session, bob, name, ["read"])
    everywhere = tab(session, bob, SessionsState)
    for page, load in ((profile, ProfileState.load), (everywhere, SessionsState.load)):
        await call(page, load)
        assert page.also_revokes == "This also revokes your 2 API tokens."
    team = tab(session, alice, TeamState)
    await call(team, TeamState.load)
    await call(team, TeamState.ask_role, bob.user_id, "ADMIN")
    assert (team.changing, team.change_title) == (bob.user_id, "Make Bob an administrator?")
    assert team.change_text.endswith("This also revokes their 2 API tokens.")
    await call(team, TeamState.change_role, team.changing, team.changing_to)
    assert team.changing == 0


async def test_a_revoked_token_leaves_the_list(session: Session, bob: Principal) -> None:
    tokens.create(session, bob, "Scanner", ["read"])
    page = tab(session, bob, TokensState)
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
    assert [invitation.email for invitation in page.invitations] == ["carla@yardflow.test"]
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
    assert "has expired" in opened.problem


async def test_roles_change_and_people_leave(
    session: Session, alice: Principal, bob: Principal
) -> None:
    page = tab(session, alice, TeamState)
    await call(page, TeamState.change_role, bob.user_id, "ADMIN")
    await call(page, TeamState.load)
    assert {member.name: member.role for member in page.members} == {
        "Alice": "ADMIN",
        "Bob": "ADMIN",
    }
    await call(page, TeamState.ask_remove, bob.user_id, "Bob")
    await call(page, TeamState.remove)
    await call(page, TeamState.load)
    assert [member.name for member in page.members] == ["Alice"]


async def test_who_removes_a_person_sees_what_they_own_and_chooses_its_owner(
    session: Session, alice: Principal, bob: Principal, acme: Account, works_at
) -> None:
    acme.owner_id = bob.user_id
    session.add(acme)
    for name in ("Ann Lee", "Joe Fox"):
        works_at(acme, name, owner_id=bob.user_id)
    page = tab(session, alice, TeamState)
    await call(page, TeamState.load)
    await call(page, TeamState.ask_remove, alice.user_id, "Alice")
    assert page.removing_owns == ""
    await call(page, TeamState.ask_remove, bob.user_id, "Bob")
    assert page.removing_owns == "1 account and 2 contacts"
    assert page.new_owners == [(str(alice.user_id), "Alice")]
    await call(page, TeamState.choose_new_owner, str(alice.user_id))
    await call(page, TeamState.remove)
    session.expire_all()
    assert session.get_one(Account, acme.id).owner_id == alice.user_id


async def test_the_last_administrator_stays(session: Session, alice: Principal) -> None:
    page = tab(session, alice, TeamState)
    await call(page, TeamState.change_role, alice.user_id, Role.MEMBER.value)
    assert "only administrator" in page.notice.text


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
    assert {member.name: member.last_seen_at == "" for member in page.members} == {
        "Alice": False,
        "Dora": True,
    }
