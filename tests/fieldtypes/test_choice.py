from __future__ import annotations

import pytest

from formkit.fieldtypes import ChoiceType, MultiChoiceType, YesNoType
from formkit.problems import Code

RESULTS = ChoiceType(choices=("provided", "provided_partly", "refused"))
NEEDS = MultiChoiceType(choices=("home", "day", "food"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("refused", "refused"),
        (" refused ", "refused"),
        ("Refused", Code.VALUE_NOT_A_CHOICE),
        ("provided refused", Code.VALUE_NOT_A_CHOICE),
        ("отказано", Code.VALUE_NOT_A_CHOICE),
    ],
)
def test_a_choice_is_one_of_its_names(text: str, value: str | Code) -> None:
    parsed, problems = RESULTS.parse(text, "ru")
    assert (problems[0].code if problems else parsed) == value


def test_a_slip_of_the_pen_is_answered_with_the_nearest_name() -> None:
    _, (problem,) = RESULTS.parse("refusеd", "ru")  # with a Cyrillic «е»
    assert problem.values["suggestion"] == " → refused?"
    assert problem.values["known"] == "provided, provided_partly, refused"


@pytest.mark.parametrize(
    ("text", "value", "wrong"),
    [
        ("home food", ("home", "food"), []),
        ("food, home", ("home", "food"), []),
        ("home home", ("home",), []),
        ("home money", ("home",), ["money"]),
        ("a b", None, ["a", "b"]),
    ],
)
def test_several_choices_stand_in_the_order_of_their_list(
    text: str, value: tuple[str, ...] | None, wrong: list[str]
) -> None:
    parsed, problems = NEEDS.parse(text, "ru")
    assert parsed == value
    assert [p.values["text"] for p in problems] == wrong
    assert {p.code for p in problems} <= {Code.VALUE_NOT_A_CHOICE}


def test_several_choices_are_a_list_in_data_files() -> None:
    assert NEEDS.to_plain(("home", "food")) == ["home", "food"]
    assert NEEDS.from_plain(["food", "home"], "ru") == (("home", "food"), ())
    assert NEEDS.from_plain("food home", "ru") == (("home", "food"), ())
    assert NEEDS.from_plain(5, "ru")[1][0].code is Code.VALUE_WRONG_SHAPE  # type: ignore[arg-type]


def test_a_list_of_lists_is_not_a_list_of_choices() -> None:
    value, problems = NEEDS.from_plain(["home", ["food"]], "ru")
    assert value is None
    assert [p.code for p in problems] == [Code.VALUE_WRONG_SHAPE]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("Да", True),
        ("ТАК", True),
        ("ano", True),
        ("x", True),
        ("✓", True),
        ("no", False),
        ("Нет", False),
        ("ні", False),
        ("ne", False),
        ("off", False),
        ("maybe", Code.VALUE_NOT_A_CHOICE),
    ],
)
def test_yes_and_no_in_every_language(text: str, value: bool | Code) -> None:
    parsed, problems = YesNoType().parse(text, "ru")
    assert (problems[0].code if problems else parsed) == value


def test_one_box_is_ticked_or_says_nothing() -> None:
    box = YesNoType(appearance="check")
    assert box.parse("yes", "en") == (True, ())
    assert box.parse("no", "en") == (None, ())
    assert box.from_plain(False, "en") == (None, ())


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no_are_true_and_false_in_data_files(value: bool) -> None:
    assert YesNoType().to_plain(value) is value
    assert YesNoType().from_plain(value, "ru") == (value, ())
