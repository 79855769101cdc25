"""The way in, and the way out."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import arrived, look_over, sign_in
from tests.fixtures.product import ADMIN


def test_signing_in_leads_to_where_one_was_going(page: Page) -> None:
    page.goto("/jobs/")
    expect(page.get_by_role("heading", name="Sign in to YardFlow")).to_be_visible()
    page.get_by_label("Email").fill(ADMIN.email)
    page.get_by_label("Password").fill(ADMIN.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Jobs", level=1)).to_be_visible()


def test_a_wrong_password_says_so_and_keeps_the_email_and_the_way_back(page: Page) -> None:
    page.goto("/login?next=/jobs/")
    page.get_by_label("Email").fill(ADMIN.email)
    page.get_by_label("Password").fill("not it")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Wrong email or password")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(ADMIN.email)
    page.get_by_label("Password").fill(ADMIN.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Jobs", level=1)).to_be_visible()


def test_a_tab_whose_session_ended_goes_on_when_another_signs_in(alice_s_page: Page) -> None:
    waiting = alice_s_page
    waiting.goto("/jobs/")
    arrived(waiting)
    other = waiting.context.new_page()
    other.goto("/")
    arrived(other)
    other.get_by_role("button", name="User menu").click()
    other.get_by_role("menuitem", name="Sign out").click()
    expect(other.get_by_role("heading", name="Sign in to YardFlow")).to_be_visible()
    waiting.get_by_label("Main").get_by_role("link", name="Accounts").click()
    expect(waiting.get_by_role("heading", name="Sign in to YardFlow")).to_be_visible()
    sign_in(other, ADMIN)
    expect(waiting.get_by_role("heading", name="Accounts", level=1)).to_be_visible()


def test_a_form_that_was_open_when_the_session_ended_comes_back(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/contacts/")
    page.get_by_role("button", name="New contact").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("First name").fill("Ann")
    form.get_by_label("Job title").fill("Yard manager")
    assert page.request.post("/api/auth/signout").ok
    form.get_by_label("Last name").fill("Lee")
    form.get_by_label("Account").fill("Acme")
    form.get_by_role("button", name="Add contact").click()
    expect(page.get_by_text("Your session expired.")).to_be_visible()
    page.get_by_label("Email").fill(ADMIN.email)
    page.get_by_label("Password").fill(ADMIN.password)
    page.get_by_role("button", name="Sign in").click()
    arrived(page)
    page.get_by_role("button", name="New contact").first.click()
    expect(form.get_by_label("Last name")).to_have_value("Lee")
    expect(form.get_by_label("Job title")).to_have_value("Yard manager")


def test_nobody_is_led_to_another_site(page: Page) -> None:
    sign_in(page, ADMIN, "/login?next=https://example.com/")
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()


def test_logging_out_ends_it(alice_s_page: Page) -> None:
    alice_s_page.goto("/")
    arrived(alice_s_page)
    alice_s_page.get_by_role("button", name="User menu").click()
    alice_s_page.get_by_role("menuitem", name="Sign out").click()
    expect(alice_s_page.get_by_role("heading", name="Sign in to YardFlow")).to_be_visible()
    alice_s_page.goto("/contacts/")
    expect(alice_s_page.get_by_role("heading", name="Sign in to YardFlow")).to_be_visible()


def test_the_sign_in_page_is_sound_in_every_light(page: Page) -> None:
    look_over(page, "/login", "Sign in to YardFlow")


def test_an_unknown_address_says_so_and_leads_back(page: Page) -> None:
    assert page.request.get("/no/such/page").status == 404
    look_over(page, "/no/such/page", "Page not found")
