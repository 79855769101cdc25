"""One's own things, and the team's."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, arrived, look_over, sign_in, signed_in
from tests.fixtures.product import ADMIN, MEMBER


def test_logging_out_everywhere_ends_every_browser(new_page: Callable[..., Page]) -> None:
    here, there = sign_in(new_page(), MEMBER), sign_in(new_page(), MEMBER)
    here.goto("/settings/?tab=sessions")
    expect(here.get_by_text("This browser")).to_be_visible()
    here.get_by_role("button", name="Sign out everywhere").click()
    expect(here.get_by_role("heading", name="Sign in to YardFlow")).to_be_visible()
    there.get_by_label("Main").get_by_role("link", name="Accounts").click()
    expect(there.get_by_role("heading", name="Sign in to YardFlow")).to_be_visible()


def test_a_password_is_changed_by_a_form_and_the_old_one_stops_working(
    alice_s_page: Page, new_page: Callable[..., Page]
) -> None:
    link = invite(alice_s_page, "newcomer@yardflow.com")
    page = new_page()
    page.goto(link)
    expect(page.get_by_text("newcomer@yardflow.com")).to_be_visible()
    page.get_by_label("Your name").fill("Nora Newcomer")
    page.get_by_label("Password").fill("a short sentence")
    page.get_by_role("button", name="Join").click()
    arrived(page)
    page.goto("/settings/")
    page.get_by_label("Current password").fill("a short sentence")
    page.get_by_label("New password").fill("another sentence")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Password changed")).to_be_visible()
    again = new_page()
    again.goto("/login")
    again.get_by_label("Email").fill("newcomer@yardflow.com")
    again.get_by_label("Password").fill("a short sentence")
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_text("Wrong email or password")).to_be_visible()


def test_a_token_s_secret_is_shown_once_and_opens_the_api(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/settings/?tab=tokens")
    page.get_by_role("button", name="New token").click()
    page.get_by_label("Name").fill("Badge scanner")
    page.get_by_label("Access").select_option("write")
    page.get_by_label("Your password").fill("not this one")
    page.get_by_role("button", name="Create token").click()
    expect(page.get_by_text("Wrong password. Try again.")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Badge scanner")
    expect(page.get_by_label("Access")).to_have_value("write")
    page.get_by_label("Your password").fill(ADMIN.password)
    page.get_by_role("button", name="Create token").click()
    secret = page.locator("#fresh-secret").inner_text()
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#fresh-secret")).to_have_count(0)
    expect(page.get_by_text("Badge scanner", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Badge scanner", exact=True)).to_be_visible()
    expect(page.locator("#fresh-secret")).to_have_count(0)
    assert secret not in page.content() and secret not in page.url
    for tab in ("profile", "sessions"):
        page.goto(f"/settings/?tab={tab}")
        expect(page.get_by_text("This also revokes your API token.")).to_be_visible()
    page.goto("/settings/?tab=tokens")
    bearer = {"Authorization": f"Bearer {secret}"}
    assert page.request.get("/api/contacts", headers=bearer).status == 200
    page.get_by_role("button", name="Revoke").first.click()
    page.get_by_role("alertdialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Token revoked")).to_be_visible()
    page.context.clear_cookies()
    assert page.request.get("/api/contacts", headers=bearer).status == 401


def test_a_removed_person_is_out_at_once(alice_s_page: Page, new_page: Callable[..., Page]) -> None:
    link = invite(alice_s_page, "leaver@yardflow.com")
    leaver = new_page()
    leaver.goto(link)
    leaver.get_by_label("Your name").fill("Lee Leaver")
    leaver.get_by_label("Password").fill("a short sentence")
    leaver.get_by_role("button", name="Join").click()
    arrived(leaver)
    alice_s_page.goto("/settings/?tab=team")
    alice_s_page.get_by_role("button", name="Remove Lee Leaver").click()
    alice_s_page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    expect(alice_s_page.get_by_text("Lee Leaver was removed")).to_be_visible()
    leaver.get_by_label("Main").get_by_role("link", name="Accounts").click()
    expect(leaver.get_by_role("heading", name="Sign in to YardFlow")).to_be_visible()


def test_a_role_is_changed_after_a_question(
    alice_s_page: Page, new_page: Callable[..., Page]
) -> None:
    link = invite(alice_s_page, "riser@yardflow.com")
    riser = new_page()
    riser.goto(link)
    riser.get_by_label("Your name").fill("Rita Riser")
    riser.get_by_label("Password").fill("a short sentence")
    riser.get_by_role("button", name="Join").click()
    arrived(riser)
    alice_s_page.goto("/settings/?tab=team")
    role = alice_s_page.get_by_label("Role of Rita Riser")
    question = alice_s_page.get_by_role("alertdialog")
    role.select_option("ADMIN")
    expect(question.get_by_text("Make Rita Riser an administrator?")).to_be_visible()
    question.get_by_role("button", name="Cancel").click()
    expect(role).to_have_value("MEMBER")
    role.select_option("ADMIN")
    question.get_by_role("button", name="Change role").click()
    expect(alice_s_page.get_by_text("Role changed")).to_be_visible()
    expect(role).to_have_value("ADMIN")
    riser.get_by_label("Main").get_by_role("link", name="Accounts").click()
    expect(riser.get_by_role("heading", name="Sign in to YardFlow")).to_be_visible()


def test_a_member_sees_no_team_and_no_integrations(bob_s_page: Page) -> None:
    bob_s_page.goto("/settings/?tab=team")
    expect(bob_s_page.get_by_role("heading", name="Password")).to_be_visible()
    expect(bob_s_page.get_by_role("link", name="Integrations")).to_have_count(0)


def test_the_theme_is_kept_by_the_browser(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/")
    arrived(page)
    page.get_by_role("button", name="User menu").click()
    page.get_by_role("menuitem", name="Dark theme").click()
    expect(page.locator("html.dark")).to_be_attached()
    page.reload()
    arrived(page)
    page.get_by_role("button", name="User menu").click()
    expect(page.get_by_role("menuitem", name="Light theme")).to_be_visible()


def test_a_phone_opens_the_navigation_and_follows_it(
    new_page: Callable[..., Page], product: str
) -> None:
    page = signed_in(new_page(viewport=PHONE), product, ADMIN)
    page.goto("/")
    arrived(page)
    page.get_by_role("button", name="Open navigation").click()
    page.get_by_role("dialog").get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "ready"),
    [
        ("/settings/", "Change password"),
        ("/settings/?tab=sessions", "This browser"),
        ("/settings/?tab=tokens", "New token"),
        ("/settings/?tab=team", "demo@yardflow.com"),
        ("/settings/?tab=integrations", "Sandbox log"),
        ("/settings/?tab=deleted", "Recently deleted"),
        ("/sandbox/", "None of them left this machine"),
        ("/jobs/", "Running"),
    ],
)
def test_every_page_is_sound_in_every_light(alice_s_page: Page, path: str, ready: str) -> None:
    look_over(alice_s_page, path, ready)


def test_an_invitation_is_sound_in_every_light(
    alice_s_page: Page, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    look_over(page, invite(alice_s_page, "looked.at@yardflow.com"), "Your name")
    look_over(page, "/invitation/", "Go to sign-in")


def invite(page: Page, email: str) -> str:
    """An ADMIN makes a link for somebody."""
    page.goto("/settings/?tab=team")
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Create link").click()
    link = page.locator("#fresh-link").inner_text()
    page.get_by_role("button", name="Done").click()
    return link
