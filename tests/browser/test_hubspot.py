"""HubSpot connected, tested and disconnected in the browser, by OAuth and by a token."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, look_over
from tests.fixtures.hubspot import Portal

TAB = "/settings/?tab=hubspot"


def test_hubspot_is_connected_by_oauth_tested_and_disconnected(
    alice_s_page: Page, bob_s_page: Page, sandbox
) -> None:
    page = alice_s_page
    look_over(page, TAB, "Connect HubSpot")
    page.get_by_role("button", name="Connect HubSpot").click()
    expect(page.get_by_role("heading", name="Connect to HubSpot")).to_be_visible()
    page.get_by_role("button", name="Connect app").click()
    expect(page.get_by_text("HubSpot is connected.")).to_be_visible()
    assert "code=" not in page.url and "state=" not in page.url
    expect(page.get_by_text("24000001 · sandbox.example.com")).to_be_visible()
    expect(page.get_by_text("Granted")).to_have_count(10)
    page.get_by_role("button", name="Test").click()
    expect(page.get_by_text("Connected to account 24000001.")).to_be_visible()
    look_over(page, TAB, "24000001 · sandbox.example.com")
    bob_s_page.goto(TAB)
    expect(bob_s_page.get_by_text("24000001 · sandbox.example.com")).to_be_visible()
    expect(bob_s_page.get_by_role("button", name="Disconnect")).to_have_count(0)
    sandbox.choose_oauth(revoke=True)
    page.get_by_role("button", name="Test").click()
    expect(page.get_by_text("Disconnected by HubSpot")).to_be_visible()
    expect(page.get_by_role("button", name="Connect HubSpot")).to_be_visible()
    page.goto("/")
    page.get_by_role("link", name=re.compile("Reconnect HubSpot")).click()
    expect(page.get_by_role("button", name="Connect HubSpot")).to_be_visible()
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("Everything that is in YardFlow stays.")).to_be_visible()
    expect(page.get_by_text("Not connected", exact=True)).to_be_visible()


def test_a_private_app_s_token_connects_and_is_never_shown_again(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto(TAB)
    page.get_by_label("private app's access token").fill("pat-wrong")
    page.get_by_role("button", name="Connect with token").click()
    expect(page.get_by_text("HubSpot doesn't accept this token.")).to_be_visible()
    assert "pat-wrong" not in page.content() + page.url
    page.get_by_label("private app's access token").fill("sandbox")
    page.get_by_role("button", name="Connect with token").click()
    expect(page.get_by_text("HubSpot is connected.")).to_be_visible()
    expect(page.get_by_text("Private app token")).to_be_visible()
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("valid until you rotate it")).to_be_visible()


def test_what_a_token_may_not_do_is_said_where_it_matters(
    alice_s_page: Page, sandbox, portal: Portal
) -> None:
    page = alice_s_page
    sandbox.choose_oauth(scopes=["crm.objects.contacts.read", "crm.objects.contacts.write"])
    page.goto(TAB)
    page.get_by_label("private app's access token").fill("sandbox")
    page.get_by_role("button", name="Connect with token").click()
    expect(page.get_by_text("Missing", exact=True)).to_have_count(8)
    look_over(page, TAB, "Add missing scopes to the private app in HubSpot")
    look_over(page, "/hubspot/mapping/", "Deals can't be read from HubSpot.")
    expect(page.get_by_text(re.compile("synced fields work"))).to_be_visible()
    page.set_viewport_size(DESK)
    sandbox.choose_oauth()
    page.goto(TAB)
    page.get_by_role("button", name="Test").click()
    expect(page.get_by_text("Granted", exact=True)).to_have_count(10)


def test_who_cancels_in_hubspot_is_led_back(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto(TAB)
    page.get_by_role("button", name="Connect HubSpot").click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_text("You declined in HubSpot")).to_be_visible()
