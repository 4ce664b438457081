"""What would act when a PDF is opened is taken out of the copy that people open."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from formkit.formats.acroform import read
from formkit.formats.acroform.disarm import disarmed, without_active_content
from formkit.problems import Code


@pytest.fixture(scope="module")
def armed(filled: bytes) -> bytes:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    with pikepdf.open(io.BytesIO(filled)) as pdf:
        pdf.Root.OpenAction = script
        pdf.Root.AA = Dictionary(WC=script)
        scripts = Array([String("all"), pdf.make_indirect(Dictionary(script))])
        pdf.Root.Names.JavaScript = Dictionary(Names=scripts)
        file = pdf.make_indirect(Stream(pdf, b"MZ", Type=Name.EmbeddedFile))
        evil = Dictionary(Type=Name.Filespec, F="evil.exe", UF="evil.exe", EF=Dictionary(F=file))
        pdf.Root.Names.EmbeddedFiles.Names.append(String("evil.exe"))
        pdf.Root.Names.EmbeddedFiles.Names.append(pdf.make_indirect(evil))
        page = pdf.pages[0].obj
        page.AA = Dictionary(O=script)
        fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
        fields["client"].AA = Dictionary(K=script)
        for action in (
            Dictionary(S=Name.Launch, F="calc.exe"),
            Dictionary(S=Name.URI, URI=String("https://example.org")),
        ):
            link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
            page.Annots.append(pdf.make_indirect(link))
        clip = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9])
        page.Annots.append(pdf.make_indirect(clip))
        data = io.BytesIO()
        pdf.save(data)
        return data.getvalue()


def kinds(data: bytes) -> str:
    found = [p for p in read(data).problems if p.code is Code.DOCUMENT_ACTIVE_CONTENT]
    return found[0].values["kinds"] if found else ""


def test_nothing_acts_in_the_copy_and_everything_else_is_there(armed: bytes) -> None:
    assert kinds(armed) == "EmbeddedFiles, FileAttachment, JavaScript, Launch"
    copy = disarmed(armed)
    assert copy is not None
    assert kinds(copy) == ""
    for word in (b"app.alert", b"evil.exe", b"calc.exe"):
        with pikepdf.open(io.BytesIO(copy)) as pdf:
            assert not any(word in item.unparse(resolved=True) for item in pdf.objects)
    before, after = read(armed), read(copy)
    assert after.seen == before.seen
    assert after.mark == before.mark


def test_links_and_our_own_attachment_stay(armed: bytes) -> None:
    with pikepdf.open(io.BytesIO(without_active_content(armed))) as pdf:
        links = [a for a in pdf.pages[0].obj.Annots if a.Subtype == Name.Link]
        assert [str(link.A.URI) for link in links if "/A" in link] == ["https://example.org"]
        names = pdf.Root.Names.EmbeddedFiles.Names
        assert [str(names[0]), len(names)] == ["formkit.json", 2]


def test_a_broken_file_gives_no_copy(armed: bytes) -> None:
    assert disarmed(b"%PDF-1.7 nothing") is None
