"""Adopting somebody else's PDF: a form that is filled in, issued, read and collected in it."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from foreign_forms import COMBO, PUSH, SEVERAL, Sheet, adopted, every_style
from pikepdf import Array, Dictionary, Name, String
from sample_office import complete

from formkit import bundled
from formkit.actions.adopt import Adopted, adopt
from formkit.actions.collect import collect_one
from formkit.actions.desk import Desk
from formkit.actions.faces import (
    Copy,
    Prepared,
    with_standing,
    write_blank,
    write_fillable,
    write_final,
)
from formkit.actions.issue import issue
from formkit.actions.overview import check
from formkit.actions.read import read_document
from formkit.catalogue.adopt import sanitised
from formkit.catalogue.index import Catalogue, open_catalogue
from formkit.cli.main import run
from formkit.errors import BadFormNameError, FormExistsError, NotAdoptableError
from formkit.formats.acroform.foreign import ForeignWriter, survey
from formkit.language.text import use_language
from formkit.model.form import Form
from formkit.problems import Code, Severity
from formkit.store.receipts import Verdict

VALUES = {
    "prijmeni": "Щербаков-Їжак Řeřicha",
    "born": "1958-03-04",
    "sex": "zhenskii_pol",
    "split": True,
    "agree": True,
    "region": "praha",
    "needs": ["eda", "lekarstva"],
    "note": "První řádek\nВторая строка",
}
"""Plain values; the form itself brings the total of 12."""
NUMBER = Dictionary(F=Dictionary(JS=String('AFNumber_Format(2, 2, 0, 0, "", true);')))
READ = {**VALUES, "total": "12"}


@pytest.fixture(scope="module")
def original() -> bytes:
    return every_style().saved()


def adopt_into(folder: Path, content: bytes, name: str | None = "official") -> Adopted:
    catalogue = Catalogue([bundled("form_templates")])
    return adopt(
        content, "Žádost o dávku.pdf", catalogue=catalogue, folder=folder, locale="ru", name=name
    )


def catalogue_of(folder: Path) -> Catalogue:
    return Catalogue([*open_catalogue().folders, folder])


@pytest.fixture(scope="module")
def folder(original: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office") / "form_templates"
    adopt_into(folder, original)
    return folder


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Catalogue:
    return catalogue_of(folder)


@pytest.fixture(scope="module")
def form(catalogue: Catalogue) -> Form:
    return catalogue.get("official")


def test_the_draft_is_sound(catalogue: Catalogue, folder: Path, original: bytes) -> None:
    _, problems = check(Catalogue([folder]))
    assert problems == []
    assert (folder / "official" / "original.pdf").read_bytes() == original
    assert "official" in catalogue.names


def test_types_and_words_are_guessed(form: Form) -> None:
    types = {field.name: field.type.name for field in form.fields()}
    assert types == {
        "prijmeni": "text",
        "born": "date",
        "repeated": "text",
        "street": "text",
        "house": "text",
        "sex": "choice",
        "split": "yes_no",
        "agree": "yes_no",
        "bare": "yes_no",
        "region": "choice",
        "needs": "multi_choice",
        "open": "choice",
        "cells": "text",
        "note": "multiline",
        "total": "number",
        "twice": "text",
        "turned": "text",
    }
    words = form.words["ru"].fields
    assert words["prijmeni"].label == "Фамилия"
    assert words["repeated"].label == "Jméno"
    assert words["sex"].choices == {"muzhskoi_pol": "мужской", "zhenskii_pol": "женский"}
    assert words["region"].choices == {"lvivska": "Львівська", "praha": "Praha"}
    assert form.find("street").type.length == 12  # type: ignore[union-attr]


def test_what_stands_in_the_original_becomes_standing_content(tmp_path: Path) -> None:
    sheet = Sheet()
    pairs = Array([Array([String(e), String(t)]) for e, t in (("1", "Praha"), ("2", "Brno"))])
    sheet.field("office", "Tx", (50, 700, 300, 720), V=String("Úřad práce"))
    sheet.field("datum", "Tx", (50, 660, 300, 680), V=String("dd.mm.rrrr"))
    sheet.field("sum", "Tx", (50, 620, 300, 640), V=String("0,50"), AA=NUMBER)
    sheet.field("town", "Ch", (50, 580, 300, 600), Ff=COMBO, Opt=pairs, V=String("2"))
    sheet.field("towns", "Ch", (50, 520, 300, 560), Ff=SEVERAL, Opt=pairs, V=String("1"))
    marked = {"AP": sheet.states("/On"), "V": Name.On, "AS": Name.On}
    sheet.field("agree", "Btn", (50, 480, 60, 490), **marked)
    form = adopted(sheet.saved(), tmp_path, "cs")
    assert form.words["cs"].defaults == {
        "office": "Úřad práce",
        "datum": "dd.mm.rrrr",
        "sum": "0,50",
        "town": "brno",
        "towns": ["praha"],
        "agree": True,
    }
    assert form.find("datum").type.name == "text"  # type: ignore[union-attr]
    read = read_document(Catalogue([tmp_path]), write_blank(form, "cs", "pdf"))
    assert read.plain == {**form.words["cs"].defaults, "sum": "0.5"}


@pytest.mark.parametrize(
    ("label", "script", "locale", "limit", "kind"),
    [
        ("Дата выдачи", "", "ru", None, "date"),
        ("Datum narození", "", "cs", 10, "text"),
        ("Datum narození", "", "cs", 12, "date"),
        ("Místo a datum", "", "cs", None, "text"),
        ("Дата и подпись", "", "ru", None, "text"),
        ("Anything", 'AFDate_FormatEx("dd/mm/yyyy")', "en", None, "date"),
        ("Anything", 'AFDate_FormatEx("mm/dd/yyyy")', "en", None, "text"),
        ("Сумма", "", "ru", None, "number"),
        ("Сумма", "", "ru", 8, "text"),
        ("Anything", 'AFNumber_Format(2, 0, 0, 0, "", true)', "en", None, "number"),
        ("Anything", "AFSpecial_Format(2)", "en", None, "phone"),
        ("Телефон", "", "ru", 20, "phone"),
        ("E-mail", "", "en", None, "email"),
        ("Ф.И.О. заявителя", "", "ru", None, "person"),
        ("Rodné číslo", "", "cs", None, "id"),
        ("ІПН", "", "uk", None, "id"),
        ("Кандидат", "", "ru", None, "text"),
    ],
)
def test_a_type_follows_from_script_room_and_words(
    label: str, script: str, locale: str, limit: int | None, kind: str
) -> None:
    from formkit.catalogue.guess import guess_type
    from formkit.fieldtypes.base import Widget
    from formkit.model.survey import SurveyedField

    asked = SurveyedField(
        name="f1[0].x", widget=Widget.TEXT, label=label, script=script, limit=limit, places=()
    )
    assert guess_type(asked, locale)[0]["type"] == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Příjmení a jméno", "prijmeni_a_jmeno"),
        ("Фамилия, имя", "familiia_imia"),
        ("Прізвище", "prizvyshche"),
        ("topmostSubform.Page1", "topmostsubform_page1"),
        ("__a__b__", "a_b"),
        ("12", "field_12"),
        ("№", "no"),
        ("日本", "field"),
        ("x" * 50, "x" * 40),
    ],
)
def test_names_are_plain_latin(text: str, name: str) -> None:
    assert sanitised(text, spare="field") == name


def test_hostile_names_make_a_sound_draft(tmp_path: Path) -> None:
    sheet = Sheet()
    names = ["a\n---\nb", "'\"{}[]: #", "x" * 300, "яя", "org", "{{ 7*7 }}", "true", "\u2028", "Ёж"]
    names += ["Ёж ", "a" * 41, "a" * 42]
    for number, name in enumerate(names):
        sheet.field(name, "Tx", (50, 780 - 20 * number, 300, 796 - 20 * number))
    data = sheet.saved()
    form = adopted(data, tmp_path)
    assert check(Catalogue([tmp_path]))[1] == []
    assert form.binding is not None
    stored = {bound.pdf_name for bound in form.binding.fields.values()}
    assert stored == {field.name for field in survey(data).fields}
    assert form.find("org") is None


@pytest.fixture(scope="module")
def filled(form: Form) -> bytes:
    from formkit.model.clean import from_plain

    values, problems = from_plain(form, VALUES, "ru")
    assert problems == []
    return write_fillable(Copy(form, "ru", with_standing(form, values, "ru")), Prepared())


def test_a_filled_copy_is_read_back(catalogue: Catalogue, filled: bytes) -> None:
    read = read_document(catalogue, filled)
    assert read.plain == READ
    assert read.is_sure


def test_a_copy_without_mark_is_known_by_its_fields(catalogue: Catalogue, original: bytes) -> None:
    returned = complete(original, {"born": "04.03.1958", "sex": "/1", "Příjmení": "Novák"})
    read = read_document(catalogue, returned)
    assert read.form is not None
    assert read.plain == {
        "born": "1958-03-04",
        "sex": "zhenskii_pol",
        "total": "12",
        "prijmeni": "Novák",
    }
    codes = [p.code for p in read.problems]
    assert Code.DOCUMENT_KNOWN_BY_FIELDS in codes
    assert Code.DOCUMENT_NOT_OURS not in codes


def test_a_copy_two_forms_know_is_nobodys(original: bytes, folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(folder / "official", tmp_path / name)
        definition = tmp_path / name / "form.yaml"
        text = definition.read_text(encoding="utf-8").replace("form: official", f"form: {name}")
        definition.write_text(text, encoding="utf-8")
    read = read_document(Catalogue([tmp_path]), original)
    assert read.form is None
    assert Code.DOCUMENT_NOT_OURS in [p.code for p in read.problems]


@pytest.mark.parametrize("face", ["pdf", "print", "docx", "html", "jsonschema"])
def test_every_face_of_a_blank(form: Form, face: str) -> None:
    assert len(write_blank(form, "ru", face)) > 1000


def test_the_final_copy_is_flat(form: Form) -> None:
    final = write_final(Copy(form, "ru", {"note": "Вторая строка"}), Prepared())
    with pikepdf.open(io.BytesIO(final)) as pdf:
        assert "/AcroForm" not in pdf.Root


def test_an_issued_copy_comes_back_through_the_inbox(desk: Desk, original: bytes) -> None:
    adopt_into(desk.office.root / "form_templates", original)
    data = {"prijmeni": "Щербаков", "region": "lvivska"}
    issued = issue(desk, "official", data, locale="ru", faces=("fillable", "pdf"))
    returned = complete(issued.files[0].read_bytes(), {"born": "04.03.1958", "sex": "/0"})
    path = desk.office.inbox / "returned.pdf"
    path.write_bytes(returned)
    collected = collect_one(desk, path)
    assert [p for p in collected.problems if p.severity is Severity.ERROR] == []
    assert (collected.verdict, collected.document) == (Verdict.ACCEPTED, issued.document)
    again = desk.office.inbox / "unmarked.pdf"
    again.write_bytes(complete(original, {"born": "04.03.1958"}))
    assert collect_one(desk, again).verdict is Verdict.REVIEW


def test_a_changed_original_and_a_lost_field_are_found(tmp_path: Path, original: bytes) -> None:
    adopted(original, tmp_path)
    folder = tmp_path / "official"
    (folder / "original.pdf").write_bytes(original + b"\n")
    definition = (folder / "form.yaml").read_text(encoding="utf-8")
    text = definition.replace("choices: [lvivska, praha]", "choices: [lvivska, praha, brno]")
    text = text.replace("      note:", "      more: {type: text}\n      notes:")
    (folder / "form.yaml").write_text(text, encoding="utf-8")
    form, problems = Catalogue([tmp_path]).load("official")
    assert form is not None
    assert form.binding is None
    found = [(p.code, p.values.get("name")) for p in problems if "binding" in (p.where.file or "")]
    assert found == [
        (Code.ORIGINAL_CHANGED, None),
        (Code.ORIGINAL_UNBOUND, "region__brno"),
        (Code.ORIGINAL_UNBOUND, "more"),
        (Code.ORIGINAL_UNBOUND, "notes"),
        (Code.DEFINITION_UNKNOWN_FIELD, "note"),
    ]
    (folder / "original.pdf").unlink()
    _, problems = Catalogue([tmp_path]).load("official")
    assert Code.ORIGINAL_MISSING in [p.code for p in problems]


def deep() -> bytes:
    """Fields below fields, far deeper than any form."""
    sheet = Sheet()
    kid = sheet.widget((0, 0, 9, 9), T=pikepdf.String("x"), FT=Name.Tx)
    for _ in range(100):
        kid = sheet.parent("x", [kid])
    sheet.fields.append(kid)
    return sheet.saved()


def dynamic() -> bytes:
    sheet = Sheet()
    sheet.pdf.Root.AcroForm.XFA = sheet.picture(b"<xdp/>")
    sheet.pdf.Root.NeedsRendering = True
    return sheet.saved()


def only_a_button() -> bytes:
    sheet = Sheet()
    sheet.field("send", "Btn", (9, 9, 99, 99), Ff=PUSH, A=Dictionary(S=Name.SubmitForm))
    return sheet.saved()


def protected() -> bytes:
    sheet = every_style()
    allow = pikepdf.Permissions(modify_form=False, modify_annotation=False, modify_other=False)
    return sheet.saved(encryption=pikepdf.Encryption(owner="chief", user="", allow=allow))


def locked() -> bytes:
    return every_style().saved(encryption=pikepdf.Encryption(owner="chief", user="guest"))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", Code.DOCUMENT_EMPTY_FILE),
        (lambda: b"hello", Code.DOCUMENT_NOT_PDF),
        (lambda: every_style().saved()[:9000], Code.DOCUMENT_DAMAGED),
        (deep, Code.DOCUMENT_LIMIT),
        (dynamic, Code.DOCUMENT_XFA),
        (only_a_button, Code.ORIGINAL_PUSH_BUTTON),
        (protected, Code.ORIGINAL_PROTECTED),
        (locked, Code.DOCUMENT_ENCRYPTED),
    ],
)
def test_what_cannot_be_adopted_is_refused_with_its_reason(
    make: Any, code: Code, tmp_path: Path
) -> None:
    with pytest.raises(NotAdoptableError) as refused:
        adopt_into(tmp_path, make())
    assert code in [p.code for p in refused.value.problems]
    assert list(tmp_path.iterdir()) == []


def test_our_own_form_is_not_adopted(form: Form, tmp_path: Path) -> None:
    assert form.binding is not None
    writer = ForeignWriter(form, form.binding, "ru")
    content, _ = writer.write({}, mark=writer.blank.mark)
    with pytest.raises(NotAdoptableError) as refused:
        adopt_into(tmp_path, content)
    assert Code.ORIGINAL_IS_OURS in [p.code for p in refused.value.problems]


def test_names_of_forms(tmp_path: Path, original: bytes) -> None:
    with pytest.raises(BadFormNameError):
        adopt_into(tmp_path, original, "Žádost")
    with pytest.raises(FormExistsError):
        adopt_into(tmp_path, original, "referral_voucher")
    assert adopt_into(tmp_path, original, None).form == "zadost_o_davku"
    with pytest.raises(FormExistsError):
        adopt_into(tmp_path, original, None)


def test_codes_do_not_meet(tmp_path: Path, original: bytes) -> None:
    one = Catalogue([tmp_path])
    for name in ("zadost_o_davku", "zadost_o_davky"):
        adopt(original, "a.pdf", catalogue=one, folder=tmp_path, locale="cs", name=name)
        one = Catalogue([tmp_path])
    codes = {code for code, name in one.codes.items() if name.startswith("zadost")}
    assert codes == {"ZADOSTOD", "ZADOSTO2"}


def test_the_command_adopts_fills_and_reads(
    office: Path, original: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use_language("en")
    pdf, data, out = tmp_path / "official.pdf", tmp_path / "data.json", tmp_path / "out.pdf"
    pdf.write_bytes(original)
    data.write_text(json.dumps(VALUES), encoding="utf-8")
    here = ["--office", str(office)]
    assert run(["catalogue", "adopt", str(pdf), "-l", "ru", *here]) == 1
    assert "17 fields drafted" in capsys.readouterr().out
    assert (office / "form_templates" / "official" / "binding.yaml").is_file()
    assert (
        run(["fill", "official", "--data", str(data), "--to", "fillable", "-o", str(out), *here])
        == 0
    )
    capsys.readouterr()
    assert run(["read", str(out), "--json", *here]) == 0
    assert json.loads(capsys.readouterr().out)[0]["values"] == READ
    assert run(["catalogue", "adopt", str(pdf), *here]) == 2
    assert "There is already a form" in capsys.readouterr().err
