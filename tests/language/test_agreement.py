"""Words that agree with the party."""

from __future__ import annotations

import pytest

from formkit.language.agreement import agree


@pytest.mark.parametrize(
    ("variants", "gender", "expected"),
    [
        ("именуемый/именуемая/именуемое/именуемые", "plural", "именуемые"),
        ("ый/ая/ое/ые", "feminine", "ая"),
        ("/а/о/ы", "masculine", ""),
        ("прошёл/прошла", "female", "прошла"),
        ("zastoupen/zastoupena/zastoupeno", "neuter", "zastoupeno"),
        ("approved", "female", "approved"),
    ],
)
def test_the_variant_of_the_gender(variants: str, gender: str, expected: str) -> None:
    assert agree(variants, gender) == expected


@pytest.mark.parametrize(
    ("variants", "expected"),
    [
        ("ознакомлен/ознакомлена", "ознакомлен(а)"),
        ("прошёл/прошла", "прошёл (прошла)"),
        ("именуемый/именуемая/именуемое/именуемые", "именуемый(ая)"),
        ("ый/ая/ое/ые", "ый(ая)"),
        ("/а/о/ы", "(а)"),
        ("действующего/действующей", "действующего(ей)"),
        ("який/яка", "який (яка)"),
        ("пройшов/пройшла", "пройшов (пройшла)"),
        ("narozený/narozená", "narozený(á)"),
        ("УТВЕРЖДЁН/УТВЕРЖДЕНА", "УТВЕРЖДЁН (УТВЕРЖДЕНА)"),
        ("approved", "approved"),
    ],
)
def test_a_blank_shows_both(variants: str, expected: str) -> None:
    assert agree(variants, None) == expected


def test_a_variant_nobody_gave_is_shown_as_on_a_blank() -> None:
    assert agree("именуемый/именуемая", "neuter") == "именуемый(ая)"


@pytest.mark.parametrize(("variants", "gender"), [("а/б/в/г/д", "male"), ("а/б", "мужской")])
def test_nonsense_is_refused(variants: str, gender: str) -> None:
    with pytest.raises(ValueError, match=r"gender|variants"):
        agree(variants, gender)
