"""One working day of a sample office: documents go out, completed ones come back."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formkit import bundled
from formkit.actions.collect import Collected, collect_one
from formkit.actions.data import read_data
from formkit.actions.desk import Desk, open_desk
from formkit.actions.enrol import enrol
from formkit.actions.init import init_office
from formkit.actions.issue import Issued, issue
from formkit.actions.publish import publish
from formkit.model.clean import from_plain, slot_texts
from formkit.model.form import Form
from formkit.workspace import archived, received_files

REGISTERS = ("staff", "partners", "services", "clients", "client_identity", "plans", "plan_lines")
"""Sample registers in the order in which they refer to one another."""
DOCUMENTS = ("job_description_specialist", "individual_plan", "referral_voucher")
COMPLETED = ("individual_plan", "referral_voucher")


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


ISSUED, COMPLETED_FILES, WORKBOOKS = (
    _("Issued:"),
    _("Completed by others, collected, kept in the archive:"),
    _("Registers:"),
)


@dataclass(frozen=True, slots=True)
class DayResult:
    root: Path
    made: Sequence[tuple[str, Sequence[Path]]]
    """Files made, under a heading each."""
    collected: Sequence[Collected]


def working_day(root: Path, locale: str) -> DayResult:
    """An office with sample clients, staff, partners and services, and what it does in a day.

    Raises:
        OfficeExistsError, FolderNotEmptyError, NoSpaceError, ReadOnlyError
    """
    samples = bundled("samples")
    people = samples / ("office" if locale == "ru" else f"office_{locale}")
    organisation = _sample(people / "org.yaml")[0]
    init_office(root, locale, organisation)
    with open_desk(root, actor="demo") as desk:
        for name in REGISTERS:
            enrol(desk, name, _sample(people / f"{name}.yaml"), locale)
        issued = [_issue(desk, name, samples, locale) for name in DOCUMENTS]
        for item in issued:
            if item.form in COMPLETED:
                _complete(desk, item, samples, locale)
        collected = [collect_one(desk, path) for path in received_files([desk.office.inbox])]
        returned = [archived(desk.office, item.sha256, ".pdf") for item in collected]
        workbooks = [published.path for published in publish(desk)]
    made = (
        (ISSUED, [path for item in issued for path in item.files]),
        (COMPLETED_FILES, returned),
        (WORKBOOKS, workbooks),
    )
    return DayResult(root, made, collected)


def _sample(path: Path) -> Sequence[Mapping[str, Any]]:
    return read_data(path.read_bytes(), path.name).records


def _form_sample(samples: Path, form: str, name: str, locale: str) -> Mapping[str, Any]:
    suffix = "yaml" if locale == "ru" else f"{locale}.yaml"
    plain = _sample(samples / form / f"{name}.{suffix}")[0]
    return {key: value for key, value in plain.items() if key != "org"}


def _issue(desk: Desk, form: str, samples: Path, locale: str) -> Issued:
    data = _form_sample(samples, form, "issue", locale)
    faces = ("fillable", "docx") if form in COMPLETED else ("pdf", "docx")
    return issue(desk, form, data, locale=locale, faces=faces)


def _complete(desk: Desk, issued: Issued, samples: Path, locale: str) -> None:
    """Fill in the issued PDF the way somebody else would: with another program."""
    form = desk.catalogue.get(issued.form)
    answers = _answers(form, _form_sample(samples, form.name, "completed", locale), locale)
    path = desk.office.inbox / f"{issued.number or issued.document}.pdf"
    path.write_bytes(_filled_elsewhere(issued.files[0].read_bytes(), answers))


def _answers(form: Form, plain: Mapping[str, Any], locale: str) -> dict[str, str]:
    """Texts of the fields that are not the office's own, as a person types them."""
    values, _problems = from_plain(form, plain, locale)
    texts = slot_texts(form, values, locale)
    others = {m.name for s in form.sections if s.by != "office" or s.is_by_hand for m in s.members}
    late = {m.name for s in form.sections[1:] for m in s.members}
    return {
        slot.name: texts[slot.name]
        for slot in form.slots()
        if (slot.table or slot.field).name in others | late
        and slot.name in texts
        and slot.field.type.name != "signature"
    }


def _filled_elsewhere(content: bytes, answers: Mapping[str, str]) -> bytes:
    """The PDF filled in by pypdf, a program that shares no code with our writer."""
    from pypdf import PdfWriter

    # pypdf warns of every line break, which has no picture in any font.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    writer = PdfWriter(clone_from=io.BytesIO(content))
    buttons = {
        name for name, field in (writer.get_fields() or {}).items() if field.get("/FT") == "/Btn"
    }
    values = {name: f"/{text}" if name in buttons else text for name, text in answers.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
