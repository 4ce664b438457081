"""A sample office: made once, copied for every test that works in one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sample_office import NOW, VOUCHER, VOUCHER_DATA, sample

from formkit.actions.demo import REGISTERS
from formkit.actions.desk import Desk, open_desk
from formkit.actions.enrol import enrol
from formkit.actions.init import init_office


@pytest.fixture(scope="session")
def furnished_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("office") / "bureau"
    init_office(root, "ru", sample("office/org.yaml")[0])
    with open_desk(root, now=NOW, actor="tester") as desk:
        for name in REGISTERS:
            enrol(desk, name, sample(f"office/{name}.yaml"), "ru")
        form = desk.catalogue.get(VOUCHER)
        desk.prepared.writer(form, "ru", {"org": desk.organisation})
    return root


@pytest.fixture
def office(furnished_office: Path, tmp_path: Path) -> Path:
    root = tmp_path / "bureau"
    shutil.copytree(furnished_office, root)
    return root


@pytest.fixture
def desk(office: Path) -> Iterator[Desk]:
    with open_desk(office, now=NOW, actor="tester") as desk:
        yield desk


@pytest.fixture
def voucher_data() -> dict[str, Any]:
    return dict(VOUCHER_DATA)
