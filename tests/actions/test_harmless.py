"""A return that would act when it is opened is kept as it came, beside a copy that does not."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, String
from sample_office import MARK, VOUCHER, complete

from formkit.actions.collect import collect_one
from formkit.actions.desk import Desk
from formkit.actions.issue import issue
from formkit.formats.acroform import read
from formkit.problems import Code
from formkit.workspace import archived, for_opening


def test_a_copy_for_opening_is_kept_beside_the_original(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=("fillable",))
    with pikepdf.open(io.BytesIO(complete(issued.files[0].read_bytes(), MARK))) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        path = desk.office.inbox / "return.pdf"
        pdf.save(path)
    content = path.read_bytes()
    collected = collect_one(desk, path)
    assert Code.DOCUMENT_ACTIVE_CONTENT in {p.code for p in collected.problems}
    assert archived(desk.office, collected.sha256, ".pdf").read_bytes() == content
    opened = for_opening(desk.office, collected.sha256, ".pdf")
    assert opened != archived(desk.office, collected.sha256, ".pdf")
    copy = read(opened.read_bytes())
    assert Code.DOCUMENT_ACTIVE_CONTENT not in {p.code for p in copy.problems}
    assert copy.seen == read(content).seen
