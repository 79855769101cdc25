"""What stands around every page: notices, tab titles, the user's menu, the jobs in the header."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import arrived


def test_a_notice_ends_with_its_page_and_with_a_reload(alice_s_page: Page) -> None:
    page = alice_s_page
    notice = page.locator(".yf-notice")
    page.goto("/settings/")
    arrived(page)
    page.get_by_role("button", name="Save name").click()
    # Time stands still while the pointer is on it: what ends it is the navigation.
    notice.hover()
    page.get_by_label("Main").get_by_role("link", name="Accounts").click()
    expect(page.get_by_role("heading", name="Accounts", level=1)).to_be_visible()
    expect(notice).to_have_count(0)
    page.goto("/settings/")
    arrived(page)
    page.get_by_role("button", name="Save name").click()
    notice.hover()
    page.reload()
    expect(page.get_by_label("Name", exact=True)).to_be_visible()
    expect(notice).to_have_count(0)


def test_the_tab_is_named_after_the_record(alice_s_page: Page) -> None:
    page = alice_s_page
    expect(page).to_have_title("Dashboard · YardFlow")
    for path, noun in (("contacts", "Contact"), ("accounts", "Account")):
        record = page.request.get(f"/api/{path}?limit=1").json()["items"][0]
        page.goto(f"/{path}/")
        expect(page).to_have_title(f"{noun}s · YardFlow")
        page.goto(f"/{path}/{record['id']}/")
        expect(page).to_have_title(f"{record['name']} · YardFlow")
        page.goto(f"/{path}/4711/")
        expect(page.get_by_text(f"{noun} not found")).to_be_visible()
        expect(page).to_have_title(f"{noun} · YardFlow")
