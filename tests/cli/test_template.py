"""``formkit template``: taken out, checked, rehearsed."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from formkit.cli.main import run
from formkit.language.text import use_language

VOUCHER = "referral_voucher"


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    root = tmp_path / "bureau"
    assert run(["init", str(root), "-l", "ru"]) == 0
    capsys.readouterr()
    return root


def template(*arguments: str | Path) -> int:
    return run(["template", *map(str, arguments)])


@pytest.fixture
def exported(office: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert template("export", VOUCHER, "-l", "ru", "--office", office) == 0
    path = office / "templates" / "referral_voucher.ru.docx"
    assert capsys.readouterr().out.strip() == str(path)
    return path


def spoil(path: Path, *pairs: tuple[str, str]) -> None:
    document = docx.Document(str(path))
    for old, new in pairs:
        piece = next(t for t in document.element.body.iter("{*}t") if old in (t.text or ""))
        piece.text = piece.text.replace(old, new, 1)
    document.save(str(path))


def test_an_edited_template_is_never_written_over(
    exported: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = exported.read_bytes()
    assert template("export", VOUCHER, "-l", "ru", "--office", office) == 6
    assert "left as it is" in capsys.readouterr().err
    assert exported.read_bytes() == before
    other = office / "other.docx"
    assert template("export", VOUCHER, "-l", "ru", "--office", office, "-o", other) == 0
    assert other.read_bytes() == before


def test_a_sound_template_has_no_findings(
    exported: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert template("check", "--office", office) == 0
    assert "referral_voucher.ru.docx: 0 findings" in capsys.readouterr().out
    assert list(exported.parent.iterdir()) == [exported]


def test_all_findings_are_told_and_written_as_comments(
    exported: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(exported, ("issued_on | entry", "isued_on | entry"), ("{{ quantity |", "{ { quantity |"))
    assert template("check", VOUCHER, "--office", office) == 1
    told = capsys.readouterr().out
    assert "4 findings" in told
    assert "“isued_on” is neither a field nor a record of this form. → issued_on?" in told
    copy = exported.with_name("referral_voucher.ru.checked.docx")
    assert str(copy) in told
    comments = [comment.text for comment in docx.Document(str(copy)).comments]
    assert len(comments) == 4
    assert any("isued_on" in comment for comment in comments)


def test_findings_speak_the_language_of_the_user(
    exported: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(exported, ("issued_on | entry", "isued_on | entry"))
    use_language("ru")
    assert template("check", VOUCHER, "--office", office) == 1
    assert "isued_on" in (told := capsys.readouterr().out)
    assert "neither a field" not in told
    copy = exported.with_name("referral_voucher.ru.checked.docx")
    assert not any("neither" in c.text for c in docx.Document(str(copy)).comments)


def test_findings_as_json_have_code_place_and_message(
    exported: Path, office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(exported, ("issued_on | entry", "isued_on | entry"))
    copy = tmp_path / "findings.docx"
    arguments = ("check", VOUCHER, "--file", exported, "--annotate", copy, "--json")
    assert template(*arguments, "--office", tmp_path) == 1
    found = json.loads(capsys.readouterr().out)
    assert [item["code"] for item in found] == ["TEMPLATE_UNKNOWN_NAME", "TEMPLATE_NO_PLACEHOLDER"]
    assert found[0]["where"]["file"] == str(exported)
    assert found[0]["where"]["path"].startswith("¶ ")
    assert len(list(docx.Document(str(copy)).comments)) == 2


def test_a_misnamed_template_is_told(
    exported: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported.rename(exported.with_name("referal_voucher.ru.docx"))
    assert template("check", "--office", office) == 1
    assert "→ referral_voucher.ru.docx?" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check", "--file", "x.docx"], 2, "Which form"),
        (["check", VOUCHER, "--file", "x.docx"], 4, "There is no file"),
        (["check", VOUCHER, "-l", "de"], 2, "has no locale"),
        (["export", "referal_voucher"], 2, "→ referral_voucher?"),
        (["rehearse", VOUCHER, "-l", "de"], 2, "has no locale"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_code(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert template(*arguments) == code
    assert said in capsys.readouterr().err


def test_comments_of_several_templates_need_a_folder(
    exported: Path, office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert template("export", VOUCHER, "-l", "en", "--office", office) == 0
    target = tmp_path / "all.docx"
    assert template("check", VOUCHER, "--annotate", target, "--office", office) == 2
    assert "there are 2" in capsys.readouterr().err
    spoil(exported, ("issued_on | entry", "isued_on | entry"))
    folder = tmp_path / "copies"
    folder.mkdir()
    assert template("check", VOUCHER, "--annotate", folder, "--office", office) == 1
    assert [path.name for path in folder.iterdir()] == ["referral_voucher.ru.checked.docx"]


ROW = {
    "voucher_no": "2026-00017-1",
    "issued_on": "13.10.2026",
    "valid_until": "13.11.2026",
    "client_id": "00012-2",
    "plan_line": "1.1",
    "quantity": "2",
    "quantity_unit": "meal",
    "partner": "PR-01",
    "partner_address": "Садовая, 1",
    "service": "SV-001",
    "issued_by": "W-02",
}


def rows(path: Path, count: int) -> Path:
    lines = [";".join(ROW), *[";".join(ROW.values())] * count]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_filling_in_an_office_uses_its_template_and_refuses_a_bad_one(
    exported: Path, office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = rows(tmp_path / "rows.csv", 3)
    fill = ["fill", VOUCHER, "--data", str(data), "-l", "ru", "-o", str(tmp_path / "out")]
    spoil(exported, ("Заполняет бюро", "Заполняет «Причал»"))
    assert run([*fill, "--office", str(office)]) == 0
    made = sorted((tmp_path / "out").glob("*.docx"))
    assert len(made) == 3
    assert "«Причал»" in "\n".join(p.text for p in docx.Document(str(made[0])).paragraphs)
    spoil(exported, ("issued_on | entry", "isued_on | entry"))
    capsys.readouterr()
    assert run([*fill, "--office", str(office)]) == 3
    told = capsys.readouterr().err
    assert "isued_on" in told
    assert "formkit template check referral_voucher" in told


def test_an_office_gives_its_name_to_documents_of_a_table(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = office / "formkit.toml"
    text = settings.read_text("utf-8").replace('full_name = ""', 'full_name = "АНО «Причал»"')
    settings.write_text(text, "utf-8")
    data = tmp_path / "job.csv"
    values = "2026-002-4;2026-01-12;W-02;W-05;strengths;15;W-01\n"
    data.write_text(
        "document_no;document_date;worker;reports_to;cm_model;caseload_norm;approved_by\n" + values,
        encoding="utf-8",
    )
    fill = ["fill", "job_description_specialist", "--data", str(data), "-l", "ru"]
    assert run([*fill, "-o", str(tmp_path / "a.docx"), "--office", str(office)]) == 0
    assert run([*fill, "-o", str(tmp_path / "b.docx"), "--office", str(tmp_path)]) == 0
    texts = [
        "\n".join(p.text for p in docx.Document(str(tmp_path / name)).paragraphs)
        for name in ("a.docx", "b.docx")
    ]
    assert ["АНО «Причал»" in text for text in texts] == [True, False]


def test_pdf_by_libreoffice_says_when_it_is_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    data = rows(tmp_path / "rows.csv", 1)
    fill = ["fill", VOUCHER, "--data", str(data), "-l", "ru", "--to", "docx-pdf"]
    assert run([*fill, "-o", str(tmp_path / "x.pdf")]) == 5
    told = capsys.readouterr().err
    assert "LibreOffice is needed" in told
    assert "apt-get install" in told
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_rehearsal_makes_the_packet_and_tells_its_faults(
    exported: Path, office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(exported, ("{{ purpose_note | entry }}", "{{ org.hotline_phone }}{{ issuer_signature }}"))
    spoil(exported, ("{{ quantity | entry }}", "{{ document_id ~ quantity }}"))
    packet = tmp_path / "packet"
    arguments = ("rehearse", VOUCHER, "-l", "ru", "-o", packet, "--office", office, "--json")
    assert template(*arguments) == 1
    found = json.loads(capsys.readouterr().out)
    codes = {item["code"] for item in found}
    assert "REHEARSAL_MORE_PAGES" in codes
    assert "REHEARSAL_BLANK" not in codes
    names = {path.name for path in packet.iterdir()}
    for case in ("missing", "female", "male", "longest"):
        assert f"referral_voucher.ru.{case}.docx" in names
        pages = PdfReader(packet / f"referral_voucher.ru.{case}-word.pdf").pages
        assert "".join(page.extract_text() for page in pages).strip()
    assert "referral_voucher.ru.female.pdf" in names
    word = docx.Document(io.BytesIO((packet / "referral_voucher.ru.female.docx").read_bytes()))
    assert "{{" not in "".join(word.element.body.itertext())
