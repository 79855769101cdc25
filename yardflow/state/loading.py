"""The states of a page's content: loading, loaded, failed, or missing."""

from collections.abc import Iterator
from contextlib import contextmanager

import reflex as rx

from yardflow.errors import NotFound, YardFlowError


class Loading(rx.State, mixin=True):
    """A mixin: ``class AccountsState(Loading, Workplace)``.

    The page shows it with `loaded_or` or `record_or` of `yardflow.components.kit.feedback`.
    ``gone``: the record does not exist.

    In the handler that reads the page::

        with self._loading():
            self.rows = [...]
    """

    loaded: bool = False
    problem: str = ""
    gone: bool = False

    @contextmanager
    def _loading(self) -> Iterator[None]:
        """Marks the content as loaded; one of the product's own errors becomes `problem`."""
        try:
            yield
        except YardFlowError as error:
            self.problem = error.message
            self.gone = isinstance(error, NotFound)
        else:
            self.problem, self.gone = "", False
        self.loaded = True
