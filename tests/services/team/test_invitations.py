"""Invitations: one link, one person, one week."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.config import settings
from yardflow.errors import Conflict, Forbidden, Invalid, NotFound
from yardflow.models import Role, User
from yardflow.services.team import invitations

pytestmark = pytest.mark.usefixtures("database")


def token_of(made: invitations.NewInvitation) -> str:
    return parse_qs(urlsplit(made.link).query)["token"][0]


def test_the_link_leads_to_us_and_its_token_is_only_in_it(session: Session, alice):
    made = invitations.invite(session, alice, "Carol@Yardflow.test", "MEMBER")
    session.commit()
    dump = str(session.execute(text("SELECT invitation::text FROM invitation")).all())
    assert made.link.startswith(settings().url + "/invitation?token=")
    assert token_of(made) not in dump and made.email == "carol@yardflow.test"


def test_who_accepts_joins_with_the_role_they_were_given(session: Session, alice):
    made = invitations.invite(session, alice, "carol@yardflow.test", "ADMIN")
    user_id = invitations.accept(session, token_of(made), "Carol", "a hash")
    carol = session.get_one(User, user_id)
    assert (carol.name, carol.email, carol.role) == ("Carol", "carol@yardflow.test", Role.ADMIN)


def test_an_address_is_kept_in_one_form(session: Session, alice):
    made = invitations.invite(session, alice, " Carol@Straße.de ", "MEMBER")
    assert made.email == "carol@xn--strae-oqa.de"


def test_a_link_works_once(session: Session, alice):
    made = invitations.invite(session, alice, "carol@yardflow.test", "MEMBER")
    invitations.accept(session, token_of(made), "Carol", "a hash")
    with pytest.raises(NotFound):
        invitations.accept(session, token_of(made), "Mallory", "a hash")
    with pytest.raises(NotFound):
        invitations.look_up(session, token_of(made))


def test_a_link_works_for_a_week(session: Session, alice):
    made = invitations.invite(session, alice, "carol@yardflow.test", "MEMBER")
    with clock.at(clock.now() + timedelta(days=8)), pytest.raises(NotFound):
        invitations.accept(session, token_of(made), "Carol", "a hash")


def test_a_newer_link_makes_the_older_one_useless(session: Session, alice):
    first = invitations.invite(session, alice, "carol@yardflow.test", "ADMIN")
    second = invitations.invite(session, alice, "carol@yardflow.test", "MEMBER")
    with pytest.raises(NotFound):
        invitations.look_up(session, token_of(first))
    assert invitations.look_up(session, token_of(second)).role == Role.MEMBER


def test_a_withdrawn_link_is_useless(session: Session, alice):
    made = invitations.invite(session, alice, "carol@yardflow.test", "MEMBER")
    invitations.withdraw(session, alice, made.id)
    with pytest.raises(NotFound):
        invitations.look_up(session, token_of(made))
    assert invitations.list_open(session, alice) == []
    with pytest.raises(NotFound):
        invitations.withdraw(session, alice, made.id)


def test_who_is_in_the_team_is_not_invited(session: Session, alice, bob):
    with pytest.raises(Conflict):
        invitations.invite(session, alice, "bob@yardflow.test", "MEMBER")


def test_who_joined_another_way_meanwhile_is_told_so(session: Session, alice):
    made = invitations.invite(session, alice, "carol@yardflow.test", "MEMBER")
    session.add(User(name="Carol", email="carol@yardflow.test", password_hash="!"))
    session.commit()
    with pytest.raises(Conflict):
        invitations.accept(session, token_of(made), "Carol", "a hash")


@pytest.mark.parametrize(
    "email",
    [
        *("", "carol", "carol@", "a b@c.de", "a@b..de", "a@b.de."),
        *("x" * 250 + "@a.de", "a@" + "a." * 20_000 + "@"),
    ],
)
def test_an_invitation_needs_an_address(session: Session, alice, email: str):
    with pytest.raises(Invalid):
        invitations.invite(session, alice, email, "MEMBER")


def test_a_member_invites_nobody(session: Session, alice, bob):
    for call in (
        lambda: invitations.invite(session, bob, "carol@yardflow.test", "ADMIN"),
        lambda: invitations.list_open(session, bob),
        lambda: invitations.withdraw(session, bob, 1),
    ):
        with pytest.raises(Forbidden):
            call()
