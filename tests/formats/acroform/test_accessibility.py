"""What PDF/UA-1 and PDF/A-3a ask of a form, as far as the file itself can tell."""

import io
from collections.abc import Iterator

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from formkit.formats.acroform import Blank

KINDS = ["blank_data", "filled", "flat", "saved_by_pdfium"]


@pytest.fixture(scope="module")
def blank_data(blank: Blank) -> bytes:
    return blank.data


@pytest.fixture(scope="module")
def saved_by_pdfium(filled: bytes) -> bytes:
    pdfium = pytest.importorskip("pypdfium2")
    data = io.BytesIO()
    pdfium.PdfDocument(filled).save(data)
    return data.getvalue()


@pytest.fixture
def pdf(request: pytest.FixtureRequest) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(request.getfixturevalue(request.param))) as opened:
        yield opened


ALL = pytest.mark.parametrize("pdf", KINDS, indirect=True)
WITH_FIELDS = pytest.mark.parametrize("pdf", ["blank_data", "filled"], indirect=True)


def _elements(pdf: pikepdf.Pdf) -> Iterator[Dictionary]:
    stack = [pdf.Root.StructTreeRoot.K]
    while stack:
        item = stack.pop()
        if isinstance(item, Array):
            stack += list(item)
        elif isinstance(item, Dictionary):
            yield item
            if "/K" in item:
                stack.append(item.K)


def _drawn_streams(pdf: pikepdf.Pdf) -> Iterator[tuple[bytes, Dictionary]]:
    """Content and resources of pages, appearances and their XObjects."""
    for page in pdf.pages:
        content = b"\n".join(part.read_bytes() for part in page.obj.Contents)
        yield content, page.obj.Resources
    for item in pdf.objects:
        if isinstance(item, Stream) and item.get("/Subtype") == Name.Form:
            yield item.read_bytes(), item.get("/Resources", Dictionary())


@ALL
def test_the_file_claims_both_standards_and_says_what_it_is(pdf: pikepdf.Pdf) -> None:
    metadata = pdf.open_metadata()
    assert metadata["pdfaid:part"] == "3"
    assert metadata["pdfaid:conformance"] == "A"
    assert metadata["pdfuaid:part"] == "1"
    assert metadata["dc:title"] == "Талон направления на услугу"
    assert str(pdf.Root.Lang) == "ru"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert len(pdf.Root.OutputIntents) == 1
    assert pdf.Root.AF[0].AFRelationship == Name.Data


@ALL
def test_own_metadata_are_described_as_pdf_a_wants(pdf: pikepdf.Pdf) -> None:
    text = pdf.Root.Metadata.read_bytes().decode()
    for uri in ("urn:formkit:mark:1#", "http://www.aiim.org/pdfua/ns/id/"):
        assert f"<pdfaSchema:namespaceURI>{uri}<" in text
    assert "<pdfaProperty:name>Mark<" in text


@ALL
def test_every_font_is_embedded_and_maps_to_unicode(pdf: pikepdf.Pdf) -> None:
    fonts = [f for _, resources in _drawn_streams(pdf) for f in resources.get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert any(key in descriptor for key in ("/FontFile2", "/FontFile3"))


@ALL
def test_no_glyph_is_missing(pdf: pikepdf.Pdf) -> None:
    for content, _ in _drawn_streams(pdf):
        for operands, operator in pikepdf.parse_content_stream(_as_stream(pdf, content)):
            if str(operator) not in ("Tj", "TJ"):
                continue
            strings = operands[0] if str(operator) == "TJ" else operands
            for glyphs in (bytes(s) for s in strings if isinstance(s, pikepdf.String)):
                assert all(glyphs[i : i + 2] != b"\0\0" for i in range(0, len(glyphs), 2))


def _as_stream(pdf: pikepdf.Pdf, content: bytes) -> Stream:
    return Stream(pdf, content)


@WITH_FIELDS
def test_every_widget_is_tagged_named_and_drawn(pdf: pikepdf.Pdf) -> None:
    forms = [e for e in _elements(pdf) if e.get("/S") == Name.Form]
    references = [e.Obj.objgen for e in _elements(pdf) if e.get("/Type") == Name.OBJR]
    widgets = [a for page in pdf.pages for a in page.Annots if a.get("/T") != "FormMark"]
    assert len(forms) == len(widgets) == len(references)
    assert {w.objgen for w in widgets} == set(references)
    for widget in widgets:
        assert str(widget.TU)
        assert "/StructParent" in widget
        assert widget.F == 4
        if (widget.get("/FT") or widget.Parent.FT) == Name.Btn:
            assert "/Off" in widget.AP.N
        else:
            assert isinstance(widget.AP.N, Stream)
    assert all(page.obj.Tabs == Name.S for page in pdf.pages)


@WITH_FIELDS
def test_the_hidden_field_is_outside_the_page_and_not_hidden_by_flag(pdf: pikepdf.Pdf) -> None:
    hidden = next(f for f in pdf.Root.AcroForm.Fields if f.T == "FormMark")
    assert hidden.F == 4
    assert list(map(float, hidden.Rect)) == [-1, -1, -1, -1]
    assert "/StructParent" not in hidden


@pytest.mark.parametrize("pdf", ["flat"], indirect=True)
def test_all_content_of_a_flat_page_is_tagged_or_an_artifact(pdf: pikepdf.Pdf) -> None:
    shows = {"Tj", "TJ", "f", "f*", "S", "B", "Do", "sh"}
    for page in pdf.pages:
        depth = 0
        numbers = set()
        content = b"\n".join(part.read_bytes() for part in page.obj.Contents)
        for operands, operator in pikepdf.parse_content_stream(_as_stream(pdf, content)):
            name = str(operator)
            if name in ("BDC", "BMC"):
                depth += 1
                if name == "BDC" and "/MCID" in operands[1]:
                    numbers.add(int(operands[1].MCID))
            elif name == "EMC":
                depth -= 1
            assert name not in shows or depth > 0
        owners = pdf.Root.StructTreeRoot.ParentTree.Nums[2 * int(page.obj.StructParents) + 1]
        assert depth == 0
        assert numbers == set(range(len(owners)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_pdfua_package_finds_nothing(
    kind: str, request: pytest.FixtureRequest, tmp_path: object
) -> None:
    pdfua = pytest.importorskip("pdfua")
    path = tmp_path / "file.pdf"  # type: ignore[operator]
    path.write_bytes(request.getfixturevalue(kind))
    report = pdfua.validate(str(path))
    assert [(f.rule_id, f.message) for f in report.findings] == []


def test_header_cells_say_what_they_head() -> None:
    from formkit.formats.acroform.structure import scope_headers

    weasyprint = pytest.importorskip("weasyprint")
    table = "<thead><tr><th>№<th>Сумма<tbody><tr><th>1<td>2"
    html = f"<html lang=ru><title>Т</title><table>{table}</table>"
    data = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/a-3a")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        scope_headers(pdf)
        scopes = [str(e.A.Scope) for e in _elements(pdf) if e.get("/S") == Name.TH]
    assert sorted(scopes) == ["/Column", "/Column", "/Row"]
