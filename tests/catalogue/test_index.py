from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from formkit.catalogue.index import Catalogue, open_catalogue, require_locale
from formkit.errors import DefinitionError, ExitCode, UnknownFormError, UnknownLocaleError
from formkit.problems import Code

CASES = Path(__file__).parents[1] / "cases" / "definitions"


@pytest.fixture
def everything() -> Catalogue:
    return Catalogue([CASES / "good" / "everything"])


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "form_templates").mkdir()
    return tmp_path


def test_forms_are_named_after_their_folders_in_order(everything: Catalogue) -> None:
    both = Catalogue([CASES / "good" / "prose", *everything.folders])
    assert both.names == ("statute", "voucher")
    assert everything.find("voucher") is everything.get("voucher")
    assert everything.find("statute") is None


def test_a_form_nobody_has_is_answered_with_the_nearest_name(everything: Catalogue) -> None:
    with pytest.raises(UnknownFormError) as caught:
        everything.get("vocher")
    assert caught.value.facts == {"form": "vocher", "suggestion": " → voucher?"}
    assert caught.value.exit_code is ExitCode.USAGE


def test_a_locale_the_form_lacks_is_answered_with_those_it_has(everything: Catalogue) -> None:
    form = everything.get("voucher")
    require_locale(form, "en")
    with pytest.raises(UnknownLocaleError) as caught:
        require_locale(form, "eng")
    assert caught.value.facts["known"] == "en"
    assert caught.value.facts["suggestion"] == " → en?"


def test_a_form_is_found_by_the_code_of_its_mark_quoted_or_not() -> None:
    folders = [CASES / "good" / name for name in ("everything", "minimal", "prose")]
    codes = Catalogue(folders).codes
    assert codes == {"V2": "voucher", "LETTER": "letter", "ST": "statute"}


def test_a_code_belongs_to_the_first_form_that_has_it() -> None:
    assert Catalogue([CASES / "bad" / "codes"]).codes == {"SAME": "letter"}


def test_registers_come_in_the_order_of_the_workbook(catalogue: Catalogue) -> None:
    orders = [(register.order, name) for name, register in catalogue.registers.items()]
    assert orders == sorted(orders)


def test_a_register_shows_the_labels_of_shared_lists(everything: Catalogue) -> None:
    clients = everything.registers["clients"]
    assert clients.words["en"].columns["client_id"] == "Client number"
    assert clients.words["en"].columns["district"] == "District"
    assert clients.words["en"].choices["result"] == {"provided": "provided", "refused": "refused"}
    assert clients.stages == {"issue": ("district",), "return": ("result", "asked_for")}


def test_a_form_knows_what_its_records_may_be_asked(everything: Catalogue) -> None:
    assert everything.record_parts(everything.get("voucher")) == {
        "org": [
            *("full_name", "city", "head.name", "head.position"),
            *("data_officer.name", "data_officer.position"),
        ],
        "client": ["client_id", "district", "result", "asked_for", "number", "name"],
    }


def test_what_is_no_form_folder_is_passed_over(office: Path) -> None:
    templates = office / "form_templates"
    for name in ("Letter", "__pycache__", ".hidden", "no_form"):
        (templates / name).mkdir()
    (templates / "Letter" / "form.yaml").write_text("form: Letter", encoding="utf-8")
    (templates / "notes.yaml").write_text("a: b", encoding="utf-8")
    assert Catalogue([templates]).names == ()
    assert Catalogue([office / "nowhere"]).names == ()


def test_the_office_s_own_form_wins_over_the_bundled_one(
    office: Path, catalogue: Catalogue
) -> None:
    bundled = catalogue.form_folders["referral_voucher"]
    own = office / "form_templates" / "referral_voucher"
    shutil.copytree(bundled, own)
    english = (own / "en.md").read_text(encoding="utf-8")
    (own / "en.md").write_text(english.replace("title: Referral", "title: Our"), encoding="utf-8")
    with_own = open_catalogue(office)
    assert with_own.names == catalogue.names
    assert with_own.get("referral_voucher").words["en"].title == "Our voucher"
    assert catalogue.get("referral_voucher").words["en"].title == "Referral voucher"


def test_the_office_adds_choices_words_and_registers(office: Path, catalogue: Catalogue) -> None:
    shared = office / "form_templates" / "shared"
    registers = office / "form_templates" / "registers"
    shared.mkdir()
    registers.mkdir()
    (shared / "choices.yaml").write_text("colours: [red, blue]", encoding="utf-8")
    (shared / "en.md").write_text(
        "---\nchoices: {colours: {red: red, blue: blue}}\n---\n", encoding="utf-8"
    )
    (registers / "cars.yaml").write_text(
        "register: cars\nkey: plate\ncolumns:\n  plate: {type: id}\n"
        "  colour: {type: choice, choices: colours}\n",
        encoding="utf-8",
    )
    (registers / "en.md").write_text(
        "---\nregisters: {cars: {title: Cars, columns: {plate: Plate, colour: Colour}}}\n---\n",
        encoding="utf-8",
    )
    both = open_catalogue(office)
    assert set(both.registers) == {*catalogue.registers, "cars"}
    assert both.registers["cars"].words["en"].choices["colour"] == {"red": "red", "blue": "blue"}
    assert both.registers["clients"].words == catalogue.registers["clients"].words


def test_nothing_is_made_from_registers_with_errors(office: Path) -> None:
    registers = office / "form_templates" / "registers"
    registers.mkdir()
    (registers / "cars.yaml").write_text("register: cars\nkey: plate\n", encoding="utf-8")
    broken = open_catalogue(office)
    with pytest.raises(DefinitionError) as caught:
        _ = broken.registers
    assert [p.code for p in caught.value.problems] == [Code.DEFINITION_MISSING_KEY]
    assert caught.value.problems[0].where.file == "registers/cars.yaml"
