"""The page with the number of contacts."""

import reflex as rx
from yardflow.state.headcount import HeadcountState

from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page


def headcount() -> rx.Component:
    return frame("Headcount", rx.el.p(HeadcountState.read_as))


PAGES = (Page("/headcount", "Headcount", headcount, (HeadcountState.load,)),)
