"""The page of partners."""

import reflex as rx
from yardflow.state.partners import PartnersState

from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.table import Column
from yardflow.components.records.list_cells import name_cell, text_cell
from yardflow.components.records.list_page import list_page
from yardflow.pages.page import Page

COLUMNS = [
    Column("Name", lambda row: name_cell(row, row.industry), sort="name", width="240px"),
    Column("Industry", lambda row: text_cell(row.industry), name="industry", width="180px"),
]


def partners() -> rx.Component:
    """The list."""
    empty = empty_state("users", "No partners yet", "Add an account.")
    return list_page("Partners", PartnersState, COLUMNS, empty=empty, phone=rx.fragment)


PAGES = (Page("/partners", "Partners", partners, (PartnersState.load,)),)
