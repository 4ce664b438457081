"""Signed documents: what is put on them, and what is said of them when they come back."""

import io
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from key_file import PASSPHRASE, SIGNER, key_file
from pikepdf import Name, String

from formkit.errors import BadKeyError, MissingProgramError
from formkit.formats.acroform import Blank, read_isolated
from formkit.formats.acroform.signing import Key, check, open_key, sign
from formkit.problems import Code, Severity

pytest.importorskip("pyhanko")
NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> Key:
    return open_key(key_file(), PASSPHRASE, "office.p12")


@pytest.fixture(scope="module")
def signed(filled: bytes, key: Key) -> bytes:
    return sign(filled, key, field="signature", moment=NOW)


def test_the_key_is_opened_with_its_own_passphrase_only(key: Key) -> None:
    assert key.name == SIGNER
    for data, passphrase in ((key_file(), "another"), (b"no key at all", PASSPHRASE)):
        with pytest.raises(BadKeyError, match=r"office\.p12"):
            open_key(data, passphrase, "office.p12")


def test_a_key_without_a_certificate_is_refused() -> None:
    with pytest.raises(BadKeyError):
        open_key(key_file(has_certificate=False), PASSPHRASE, "office.p12")


def test_a_signed_document_keeps_its_values_and_says_who_signed(
    signed: bytes, filled: bytes, expected: dict[str, str]
) -> None:
    assert signed.startswith(filled)
    reading = read_isolated(signed)
    texts = {name: seen.text for name, seen in reading.seen.items()}
    assert texts == {**expected, "signature": "signed"}
    (found,) = reading.problems
    assert (found.code, found.severity) == (Code.DOCUMENT_SIGNED, Severity.INFO)
    assert found.values["signer"] == SIGNER
    assert found.where.path == "signature"


def test_poppler_finds_the_signature_good(signed: bytes, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig is not installed")
    (tmp_path / "in.pdf").write_bytes(signed)
    done = subprocess.run(
        ["pdfsig", "in.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "Signature is Valid." in done.stdout
    assert "Total document signed" in done.stdout
    assert SIGNER in done.stdout


def test_the_place_to_sign_shows_name_and_day_in_the_embedded_font(
    signed: bytes, tmp_path: Path
) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == "signature")
        fonts = [
            font
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == Name.Form
            for font in item.get("/Resources", {}).get("/Font", {}).values()
        ]
        assert all("/DescendantFonts" in font for font in fonts)
        assert field.V.SubFilter == Name("/ETSI.CAdES.detached")
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (tmp_path / "in.pdf").write_bytes(signed)
    subprocess.run(["pdftotext", "in.pdf", "out.txt"], cwd=tmp_path, check=True)
    text = (tmp_path / "out.txt").read_text("utf-8")
    assert SIGNER in text
    assert "2026-11-22 10:30" in text


def test_a_signed_document_is_as_accessible_as_before(signed: bytes, tmp_path: Path) -> None:
    pdfua = pytest.importorskip("pdfua")
    (tmp_path / "in.pdf").write_bytes(signed)
    assert pdfua.validate(str(tmp_path / "in.pdf")).findings == ()


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_one_changed_byte_breaks_the_signature(signed: bytes, filled: bytes, place: float) -> None:
    changed = bytearray(signed)
    at = signed.find(b"endobj", int(len(filled) * place)) - 20
    changed[at] ^= 1
    found = check(bytes(changed))
    assert [(p.code, p.severity) for p in found] == [
        (Code.DOCUMENT_SIGNATURE_BROKEN, Severity.ERROR)
    ]


def test_filling_in_after_signing_is_told(signed: bytes) -> None:
    """As pdf.js and Acrobat save: a revision behind the signed one."""
    from pyhanko.pdf_utils.generic import TextStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    for reference in writer.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if str(field["/T"]) == "client":
            field["/V"] = TextStringObject("Jiný člověk")
            writer.update_container(field)
    data = io.BytesIO()
    writer.write(data)
    reading = read_isolated(data.getvalue())
    assert reading.seen["client"].text == "Jiný člověk"
    assert [(p.code, p.severity) for p in reading.problems] == [
        (Code.DOCUMENT_FILLED_AFTER_SIGNING, Severity.WARNING)
    ]


def test_other_changes_after_signing_are_for_a_person(signed: bytes) -> None:
    from pyhanko.pdf_utils.generic import StreamObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    data = io.BytesIO()
    writer.write(data)
    found = check(data.getvalue())
    assert [(p.code, p.severity) for p in found] == [
        (Code.DOCUMENT_FILLED_AFTER_SIGNING, Severity.ERROR)
    ]


def test_a_final_document_is_signed_out_of_sight(flat: bytes, key: Key) -> None:
    data = sign(flat, key, field=None, moment=NOW)
    assert [p.code for p in check(data)] == [Code.DOCUMENT_SIGNED]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert [float(side) for side in field.Rect] == [0, 0, 0, 0]


def test_two_sign_one_after_the_other(signed: bytes, key: Key) -> None:
    data = sign(signed, key, field=None, moment=NOW)
    found = {p.where.path: (p.code, p.severity) for p in check(data)}
    assert found == {
        "signature": (Code.DOCUMENT_FILLED_AFTER_SIGNING, Severity.WARNING),
        "Signature": (Code.DOCUMENT_SIGNED, Severity.INFO),
    }


def test_a_forged_signature_field_is_broken(blank: Blank) -> None:
    with pikepdf.open(io.BytesIO(blank.data)) as pdf:
        field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == "signature")
        field.V = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=Name.Sig,
                Filter=Name("/Adobe.PPKLite"),
                SubFilter=Name("/ETSI.CAdES.detached"),
                ByteRange=[0, 10, 20, 30],
                Contents=String(b"\x30\x03nonsense"),
            )
        )
        data = io.BytesIO()
        pdf.save(data)
    reading = read_isolated(data.getvalue())
    assert [p.code for p in reading.problems] == [Code.DOCUMENT_SIGNATURE_BROKEN]


def test_an_unsigned_document_says_nothing(filled: bytes) -> None:
    assert check(filled) == []


def test_without_the_optional_package_a_signature_is_told_unchecked(
    signed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    assert [(p.code, p.severity) for p in check(signed)] == [
        (Code.DOCUMENT_SIGNATURE_UNCHECKED, Severity.WARNING)
    ]
    with pytest.raises(MissingProgramError, match="pyHanko"):
        open_key(key_file(), PASSPHRASE, "office.p12")
