"""A template that is edited beside a step, as the person behind the tab gets it."""

from sqlmodel import Session

from tests.fixtures.state_tab import call, tab
from yardflow.services.access import Principal
from yardflow.services.sequences.templates import library
from yardflow.state.templates.record import TemplateState


def made(session: Session, who: Principal, *names: str) -> list[str]:
    ids = [
        library.create(session, who, {"name": name, "subject": name, "text": "Hi"}).id
        for name in names
    ]
    session.commit()
    return [str(template_id) for template_id in ids]


async def test_what_is_written_in_a_template_is_kept_while_another_is_open(
    session: Session, alice: Principal
) -> None:
    first, second = made(session, alice, "First", "Second")
    page = tab(session, alice, TemplateState, "/sequences/1/")
    await call(page, TemplateState.open_here, first)
    await call(page, TemplateState.write, "text", "Hello Ann")
    await call(page, TemplateState.open_here, second)
    assert (page.template.text, page.unsaved) == ("Hi", False)
    await call(page, TemplateState.open_here, first)
    assert (page.template.text, page.unsaved) == ("Hello Ann", True)
    assert "Hello Ann" in page.shown.text
    await call(page, TemplateState.discard)
    await call(page, TemplateState.open_here, second)
    await call(page, TemplateState.open_here, first)
    assert (page.template.text, page.unsaved) == ("Hi", False)


async def test_what_was_written_before_a_colleague_saved_is_not_saved_over_theirs(
    session: Session, alice: Principal, bob: Principal
) -> None:
    first, second = made(session, alice, "First", "Second")
    page = tab(session, alice, TemplateState, "/sequences/1/")
    await call(page, TemplateState.open_here, first)
    await call(page, TemplateState.write, "text", "Mine")
    await call(page, TemplateState.open_here, second)
    library.update(session, bob, int(first), None, {"text": "Theirs"})
    session.commit()
    await call(page, TemplateState.open_here, first)
    form = {"template": first, "name": "First", "subject": "First", "text": page.template.text}
    await call(page, TemplateState.save, form)
    assert page.template.text == "Mine"
    assert page.errors["form"]
    await call(page, TemplateState.discard)
    assert (page.template.text, page.errors) == ("Theirs", {})


async def test_of_what_is_written_in_many_templates_the_latest_is_kept(
    session: Session, alice: Principal
) -> None:
    ids = made(session, alice, *[f"T{number}" for number in range(12)])
    page = tab(session, alice, TemplateState, "/sequences/1/")
    for template_id in ids:
        await call(page, TemplateState.open_here, template_id)
        await call(page, TemplateState.write, "text", "Written")
    await call(page, TemplateState.open_here, ids[-2])
    assert page.unsaved
    await call(page, TemplateState.open_here, ids[0])
    assert not page.unsaved
