"""The three states of a page's content: on its way, there, or not to be had."""

from collections.abc import Iterator
from contextlib import contextmanager

import reflex as rx

from yardflow.errors import NotFound, YardFlowError


class Loading(rx.State, mixin=True):
    """A mixin: ``class AccountsState(Loading, Workplace)``.

    The page shows it with `yardflow.components.kit.feedback.loaded_or`.

    In the handler that reads the page::

        with self._loading():
            self.rows = [...]
    """

    loaded: bool = False
    problem: str = ""
    gone: bool = False

    @contextmanager
    def _loading(self) -> Iterator[None]:
        """Marks the content as there; one of the product's own errors becomes `problem`."""
        try:
            yield
        except YardFlowError as error:
            self.problem = error.message
            self.gone = isinstance(error, NotFound)
        else:
            self.problem, self.gone = "", False
        self.loaded = True
