"""A folder for the starts of one module, and what is started in it."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.fixtures.product import COMMAND, Product, until


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder that knows nothing at the module's first start."""
    with tempfile.TemporaryDirectory(prefix="yf-run-") as made:
        Path(made).chmod(0o755)
        yield Path(made) / "data"


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Product]]:
    """Starts the product in the module's folder, and ends it after the test."""
    started: list[Product] = []

    def begin(
        command: Sequence[str] = COMMAND, *, traced: bool = False, **settings: str
    ) -> Product:
        started.append(Product(folder, command, traced=traced, **settings))
        return started[-1]

    yield begin
    for product in started:
        product.stop()
    assert until(lambda: all(not product.programs() for product in started), 30)
