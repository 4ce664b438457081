"""What was written is read back before it is handed over, and refused if it says anything else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sample_office import NOW, VOUCHER, sample

from formkit.actions.data import DataFile
from formkit.actions.desk import Desk, open_desk
from formkit.actions.faces import Prepared
from formkit.actions.fill import fill_copies, write_copy
from formkit.actions.issue import issue
from formkit.errors import DataError
from formkit.problems import Code


def tampered(data: bytes) -> bytes:
    """A blank whose font says of its letters what they are not, as a broken cache might."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        font = pdf.Root.AcroForm.DR.Font["/Wingdings"]
        cmap = font.ToUnicode.read_bytes().decode()
        font.ToUnicode = pdf.make_indirect(
            pikepdf.Stream(pdf, cmap.replace("<0430>", "<0431>").encode())
        )
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


@pytest.fixture
def broken_desk(office: Path, voucher_data: dict[str, Any]) -> Iterator[Desk]:
    with open_desk(office, now=NOW, actor="tester") as desk:
        for path in issue(desk, VOUCHER, voucher_data, locale="ru", faces=("fillable",)).files:
            path.unlink()
    for path in (office / "data" / "blanks").glob("*.pdf"):
        path.write_bytes(tampered(path.read_bytes()))
    with open_desk(office, now=NOW, actor="tester") as desk:
        yield desk


@pytest.mark.parametrize("face", ["fillable", "pdf"])
def test_issue_refuses_a_document_that_shows_something_else(
    broken_desk: Desk, voucher_data: dict[str, Any], face: str
) -> None:
    with pytest.raises(DataError) as caught:
        issue(broken_desk, VOUCHER, voucher_data, locale="ru", faces=(face,))
    assert {p.code for p in caught.value.problems} == {Code.VALUE_DIFFERS_FROM_ISSUED}
    assert "purpose_note" in {p.where.path for p in caught.value.problems}
    assert not any(broken_desk.office.outbox.iterdir())


def test_issue_can_be_told_not_to_look(broken_desk: Desk, voucher_data: dict[str, Any]) -> None:
    issued = issue(
        broken_desk, VOUCHER, voucher_data, locale="ru", faces=("fillable",), is_verified=False
    )
    assert all(path.is_file() for path in issued.files)


@pytest.mark.parametrize("face", ["fillable", "pdf", "docx"])
def test_what_is_sound_is_issued(desk: Desk, voucher_data: dict[str, Any], face: str) -> None:
    assert issue(desk, VOUCHER, voucher_data, locale="ru", faces=(face,)).files


def test_fill_looks_when_asked(desk: Desk, tmp_path: Path) -> None:
    form = desk.catalogue.get(VOUCHER)
    data = DataFile(tuple(sample(f"{VOUCHER}/typical.yaml")), name="data.yaml")
    (named, *_) = fill_copies(form, data, locale="ru", face="fillable")
    folder = tmp_path / "blanks"
    sound = write_copy(named, "fillable", Prepared(folder), is_verified=True)
    (blank,) = folder.glob("*.pdf")
    blank.write_bytes(tampered(blank.read_bytes()))
    with pytest.raises(DataError):
        write_copy(named, "fillable", Prepared(folder), is_verified=True)
    unseen = write_copy(named, "fillable", Prepared(folder))
    assert len(unseen.content) == pytest.approx(len(sound.content), rel=0.5)
