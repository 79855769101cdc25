"""Following background jobs."""

import re

from playwright.sync_api import Page, expect


def test_a_job_shows_itself_while_the_page_is_open(alice_s_page: Page, product: str) -> None:
    page = alice_s_page
    contact = page.request.get("/api/contacts?limit=1").json()["items"][0]
    page.goto("/jobs/")
    answer = page.request.post(
        "/api/enrich", data={"contactId": contact["id"]}, headers={"Origin": product}
    )
    assert answer.ok
    row = page.get_by_role("row", name=f"#{answer.json()['jobId']}")
    expect(row.get_by_text("Done", exact=True)).to_be_visible(timeout=30_000)
    expect(row).to_contain_text(f"Enrich {contact['name']}")
    row.get_by_role("link", name=f"Enrich {contact['name']}").click()
    expect(page.get_by_role("heading", name=contact["name"], level=1)).to_be_visible()


def test_the_groups_are_in_the_address(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/jobs/")
    page.get_by_role("link", name="Failed").click()
    expect(page).to_have_url(re.compile(r"/jobs/\?show=failed$"))
    expect(page.get_by_role("link", name="Failed")).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.get_by_role("link", name="All", exact=True)).to_have_attribute(
        "aria-current", "page"
    )


def test_what_the_sandbox_received_can_be_read(alice_s_page: Page, product: str) -> None:
    page = alice_s_page
    # Of her company nobody knows anything yet: there is something to ask.
    contact = page.request.get("/api/contacts?q=petrova").json()["items"][0]
    answer = page.request.post(
        "/api/enrich",
        data={"contactId": contact["id"], "force": True},
        headers={"Origin": product},
    )
    page.goto("/jobs/")
    row = page.get_by_role("row", name=f"#{answer.json()['jobId']}")
    expect(row.get_by_text("Done", exact=True)).to_be_visible(timeout=30_000)
    page.goto("/sandbox/")
    asked = page.get_by_role("listitem").filter(has_text=contact["name"].split()[-1]).first
    asked.get_by_text("POST /openai/v1/responses").click()
    expect(asked.locator("pre")).to_be_visible()
