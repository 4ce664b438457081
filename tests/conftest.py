"""What many tests share: the catalogue as it ships, and what is made once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import scratch_postgresql
from hypothesis import HealthCheck, settings

from formkit.actions.faces import Prepared
from formkit.catalogue.index import Catalogue, open_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formkit.model.form import Form

settings.register_profile(
    "formkit",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("formkit")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The bundled definitions."""
    return open_catalogue()


@pytest.fixture(scope="session")
def every_form(catalogue: Catalogue) -> list[Form]:
    return [catalogue.get(name) for name in catalogue.names]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Blanks and Word templates; making one costs seconds, so the workers of a run share them."""
    base = tmp_path_factory.getbasetemp()
    own = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return Prepared(own / "blanks")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[scratch_postgresql.Server]:
    """A server for the run; tests that need it are left out where it is not installed."""
    if reason := scratch_postgresql.missing():
        pytest.skip(reason)
    with scratch_postgresql.running() as server:
        yield server
