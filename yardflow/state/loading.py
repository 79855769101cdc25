"""The states of a page's content: loading, loaded, failed, or missing."""

from collections.abc import Iterator
from contextlib import contextmanager

import reflex as rx

from yardflow.errors import NotFound, Unavailable, YardFlowError


class Loading(rx.State, mixin=True):
    """A mixin: ``class AccountsState(Loading, Workplace)``.

    The page shows it with `loaded_or` or `record_or` of `yardflow.components.kit.feedback`.
    ``gone``: the record does not exist. ``loaded_path``: the address that the content is of.
    ``_away``: what it is read from does not answer, and may in a moment, so that a loop goes on.

    In the handler that reads the page::

        with self._loading():
            self.rows = [...]
    """

    loaded: bool = False
    loaded_path: str = ""
    problem: str = ""
    gone: bool = False
    _away: bool = False

    @contextmanager
    def _loading(self) -> Iterator[None]:
        """Marks the content as loaded; one of the product's own errors becomes `problem`."""
        try:
            yield
        except YardFlowError as error:
            self.problem = error.message
            self.gone = isinstance(error, NotFound)
            self._away = isinstance(error, Unavailable)
        else:
            self.problem, self.gone, self._away = "", False, False
        self.loaded, self.loaded_path = True, self.router.url.path
