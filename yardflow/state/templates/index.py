"""The list of email templates, and the dialog that adds one."""

from dataclasses import dataclass
from typing import Any, ClassVar

from yardflow.services.records.lists.listing import Page
from yardflow.services.sequences.templates import library, rows
from yardflow.services.sequences.templates.rows import TemplateQuery, TemplateRow
from yardflow.state.adding import Adding
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed, ListItem
from yardflow.state.workplace import Workplace

# What a new template begins with: what every email needs is there.
FIRST_TEXT = (
    'Hi {{ contact.first_name | default: "there" }},\n\n\n\n{{ sender.name }}\n\n'
    "{{ workplace.postal_address }}\nUnsubscribe: {{ unsubscribe_url }}"
)


@dataclass
class TemplateItem(ListItem):
    """A template in the list."""

    subject: str
    number: str
    author: str
    updated_at: str


class TemplatesState(Adding, Listed, Workplace):
    """The templates as the address filters and sorts them."""

    fields: ClassVar[ListFields] = ListFields(
        "/templates/",
        sorts=(Sort("-updatedAt", "Updated"), Sort("name", "Name")),
        filters=(Filter("archived", "Archived", {"yes": "Archived"}, several=False),),
    )
    rows: list[TemplateItem] = []

    async def _create(self, form: dict[str, Any]) -> tuple[int, str]:
        values = {"name": form.get("name", ""), "text": FIRST_TEXT}
        row = await self._run(library.create, values)
        return row.id, "Template added"

    async def _read_page(self) -> Page[TemplateRow]:
        query = TemplateQuery(
            q=self.query["q"],
            archived=self.query["archived"] == "yes",
            sort=self.query["sort"],
            cursor=self.query["at"],
        )
        page = await self._run(rows.search, query)
        self.rows = [_item(row) for row in page.items]
        return page


def _item(row: TemplateRow) -> TemplateItem:
    return TemplateItem(
        id=row.id,
        href=f"/templates/{row.id}/",
        name=row.name,
        subject=row.subject,
        number=f"{row.number:,}",
        author=row.author,
        updated_at=row.updated_at.isoformat(),
    )
