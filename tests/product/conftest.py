"""One data folder for all starts of a test process, and what is started in it."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.fixtures.product import BACKGROUND, COMMAND, Product, until


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A data folder that knows nothing at the first start."""
    with tempfile.TemporaryDirectory(prefix="yf-run-") as made:
        Path(made).chmod(0o755)
        yield Path(made) / "data"


class Standing:
    """One product in the background, from test to test and from module to module; where a test
    has ended it, the next starts another.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._run: Product | None = None

    def __call__(self) -> Product:
        if self._run is None or self._run.process.poll() is not None:
            self._run = Product(self._folder, BACKGROUND)
        return self._run.ready()

    def again(self) -> Product:
        """A start where another had been."""
        if self._run is None:
            self()
        self.stop()
        return self()

    def stop(self) -> None:
        """Ends it, so that another can have its folder."""
        if self._run is not None:
            self._run.stop()
            assert until(lambda: not self._run.programs(), 30)


@pytest.fixture(scope="session")
def standing(folder: Path) -> Iterator[Standing]:
    """The `Standing` of this test process."""
    product = Standing(folder)
    yield product
    product.stop()


@pytest.fixture
def start(folder: Path, standing: Standing) -> Iterator[Callable[..., Product]]:
    """Starts the product in the same folder, and ends it after the test."""
    standing.stop()
    started: list[Product] = []

    def begin(command: Sequence[str] = COMMAND, **settings: str) -> Product:
        started.append(Product(folder, command, **settings))
        return started[-1]

    yield begin
    for product in started:
        product.stop()
    assert until(lambda: all(not product.programs() for product in started), 30)
