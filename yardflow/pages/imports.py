"""Where a list comes in: its file, its columns, its bad cells, its run and its undoing."""

import reflex as rx

from yardflow.components.frame import frame
from yardflow.pages.page import Page
from yardflow.state.imports import ImportsState


def imports() -> rx.Component:
    """The way in, and the lists that came before."""
    return frame("Import")


PAGES = (Page("/import", "Import", imports, (ImportsState.load,)),)
