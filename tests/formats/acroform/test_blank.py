import io
from dataclasses import replace

import pikepdf
import pypdf
import pytest
from pikepdf import Name

from formkit.formats.acroform import Blank, prepare
from formkit.formats.acroform.fields import Flag
from formkit.formats.formmark import MarkPlaces
from formkit.layout.blocks import Input
from formkit.model.form import Form, Paper, fingerprint

KIB = 1024


@pytest.fixture(scope="module")
def fields(blank: Blank) -> dict[str, dict[str, object]]:
    """By another library than the one that wrote them."""
    form = pypdf.PdfReader(io.BytesIO(blank.data)).trailer["/Root"]["/AcroForm"]
    return {str(each.get_object()["/T"]): each.get_object() for each in form["/Fields"]}


def test_every_slot_is_a_field_in_the_order_of_the_form(
    form: Form, fields: dict[str, dict[str, object]]
) -> None:
    assert list(fields) == [*(slot.name for slot in form.slots()), "FormMark"]


@pytest.mark.parametrize(
    ("name", "kind", "flags"),
    [
        ("voucher_no", "/Tx", Flag.REQUIRED | Flag.DO_NOT_SPELL_CHECK),
        ("note", "/Tx", Flag.MULTILINE),
        ("tax_no", "/Tx", Flag.COMB | Flag.DO_NOT_SPELL_CHECK),
        ("consent", "/Btn", Flag.REQUIRED),
        ("sex", "/Btn", Flag.RADIO),
        ("region", "/Ch", Flag.COMBO | Flag.DO_NOT_SPELL_CHECK),
        ("signature", "/Sig", Flag(0)),
        ("items__2__amount", "/Tx", Flag.DO_NOT_SPELL_CHECK),
    ],
)
def test_field_types_and_flags(
    fields: dict[str, dict[str, object]], name: str, kind: str, flags: Flag
) -> None:
    assert (fields[name]["/FT"], fields[name]["/Ff"]) == (kind, int(flags))


def test_limits_alignment_and_choices(fields: dict[str, dict[str, object]]) -> None:
    assert fields["tax_no"]["/MaxLen"] == 10
    assert fields["birth"]["/MaxLen"] == 10
    assert fields["address"]["/MaxLen"] == 200
    assert (fields["items__1__amount"]["/Q"], fields["items__1__name"]["/Q"]) == (2, 0)
    assert fields["region"]["/Opt"] == [
        ["", "—"],
        ["ua_46", "Львовская"],
        ["ua_26", "Ивано-Франковская"],
        ["cz_10", "Praha"],
    ]


def test_radio_buttons_have_no_name_of_their_own_and_ascii_states(
    fields: dict[str, dict[str, object]],
) -> None:
    kids = [kid.get_object() for kid in fields["housing"]["/Kids"]]
    assert [sorted(kid["/AP"]["/N"]) for kid in kids] == [
        ["/Off", "/own"],
        ["/Off", "/rent"],
        ["/Off", "/none"],
    ]
    assert all("/T" not in kid and kid["/AS"] == "/Off" for kid in kids)
    assert [kid["/TU"] for kid in kids] == ["Жильё: своё", "Жильё: наём", "Жильё: нет"]
    assert fields["needs__day"]["/TU"] == "Что нужно: дневной уход"


def test_no_program_is_asked_to_draw_for_itself(blank: Blank) -> None:
    with pikepdf.open(io.BytesIO(blank.data)) as pdf:
        form = pdf.Root.AcroForm
        assert "/NeedAppearances" not in form
        assert "/XFA" not in form
        for page in pdf.pages:
            for widget in page.Annots:
                if widget.get("/T") == "FormMark":
                    continue
                pictures = widget.AP.N
                is_one = isinstance(pictures, pikepdf.Stream)
                states = [pictures] if is_one else pictures.values()
                assert all(len(picture.read_bytes()) > 0 for picture in states)
                assert widget.F == 4


def test_geometry_is_where_the_boxes_stand(blank: Blank, form: Form) -> None:
    names = {f"{s.name}/{state}" for s in form.slots() for state in s.states if s.option is None}
    assert {"sex/f", "housing/none", "needs__home", "items__3__amount"} <= blank.geometry.keys()
    assert {n for n in blank.geometry if "/" in n} == names - {"consent/yes"}
    page, (left, bottom, right, top) = blank.geometry["note"]
    assert page == 1
    assert right - left == pytest.approx(110 * 72 / 25.4 - 1, abs=0.1)
    assert top - bottom == pytest.approx(24 * 72 / 25.4 - 1, abs=0.1)
    assert blank.fingerprint == fingerprint(form, blank.geometry)


def test_a_blank_is_its_own_bytes(blank: Blank) -> None:
    assert Blank.load(blank.data) == blank


def test_other_files_are_no_blanks(raw: bytes, flat: bytes) -> None:
    for data in (raw, flat):
        with pytest.raises(ValueError, match="not a blank"):
            Blank.load(data)


def test_the_same_layout_gives_the_same_bytes(
    raw: bytes, inputs: list[Input], form: Form, blank: Blank
) -> None:
    title = form.words["ru"].title
    marks = MarkPlaces.for_hand(Paper())
    again = prepare(raw, inputs, form=form, locale="ru", title=title, marks=marks)
    assert again.data == blank.data


def test_the_wording_does_not_change_the_fingerprint(
    raw: bytes, inputs: list[Input], form: Form, blank: Blank
) -> None:
    reworded = [replace(each, label=each.label + "!") for each in inputs]
    marks = MarkPlaces.for_hand(Paper())
    other = prepare(raw, reworded, form=form, locale="ru", title="Другое", marks=marks)
    assert other.fingerprint == blank.fingerprint
    assert other.data != blank.data


def test_pages_and_layout_must_have_the_same_widgets(
    raw: bytes, inputs: list[Input], form: Form
) -> None:
    marks = MarkPlaces.for_hand(Paper())
    with pytest.raises(ValueError, match="client"):
        prepare(raw, inputs[2:], form=form, locale="ru", title="", marks=marks)


def test_marks_for_another_paper_are_refused(raw: bytes, inputs: list[Input], form: Form) -> None:
    marks = MarkPlaces.for_hand(Paper("A5"))
    with pytest.raises(ValueError, match="another size"):
        prepare(raw, inputs, form=form, locale="ru", title="", marks=marks)


def test_standing_content_is_in_the_blank_and_can_be_reset(
    raw: bytes, inputs: list[Input], form: Form
) -> None:
    standing = {"client": "Бюро «Опора»", "sex": "m", "consent": "yes", "region": "cz_10"}
    given = [replace(each, default_text=standing.get(each.slot.name, "")) for each in inputs]
    marks = MarkPlaces.for_hand(Paper())
    blank = prepare(raw, given, form=form, locale="ru", title="", marks=marks)
    form_fields = pypdf.PdfReader(io.BytesIO(blank.data)).get_fields() or {}
    assert form_fields["client"]["/V"] == form_fields["client"]["/DV"] == "Бюро «Опора»"
    assert form_fields["sex"]["/V"] == Name("/m")
    assert form_fields["consent"]["/DV"] == Name("/yes")
    assert form_fields["region"]["/V"] == "cz_10"


def test_a_blank_is_small(blank: Blank) -> None:
    assert len(blank.data) < 60 * KIB
