"""The A/B splits of a sequence: each says which step it is, and a person sends everyone one way."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, look_over, posted

WAITS = {
    key: {"type": "wait", "key": key, "until": {"type": "duration", "amount": 2, "unit": "days"}}
    for key in ("short", "long", "last")
}
STEPS = [
    {"type": "split", "key": "first", "weights": [1, 1], "ways": ["again", "last"]},
    {"type": "split", "key": "again", "weights": [1, 1], "ways": ["short", "long"]},
    *WAITS.values(),
]


def test_everyone_is_sent_the_branch_that_a_person_chooses(alice_s_page: Page) -> None:
    page = alice_s_page
    body = {"name": "Two splits", "draft": {"format": 1, "start": "first", "steps": STEPS}}
    sequence = posted(page, "/api/sequences", body)["id"]
    posted(page, f"/api/sequences/{sequence}/publish")
    page.goto(f"/sequences/{sequence}/")
    expect(page.get_by_role("heading", name="Step 1", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Step 2", exact=True)).to_be_visible()
    branches = page.get_by_role("list", name="Branches of Step 2")
    branches.get_by_role("button", name="Send everyone here: Branch B").click()
    expect(page.get_by_text("Everyone goes to branch B from now on")).to_be_visible()
    expect(branches.get_by_role("listitem").nth(1).get_by_text("Winner")).to_be_visible()
    look_over(page, f"/sequences/{sequence}/", "A/B splits")
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="Split by weight again").click()
    expect(page.get_by_text("Contacts are split by weight again")).to_be_visible()
    expect(branches.get_by_text("Winner")).to_have_count(0)
