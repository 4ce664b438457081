"""The few words of a workbook that are not labels of a register."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetWords:
    yes: str
    no: str
    cut: str
    """Ends a text that is longer than a cell can be."""
    page: str
    """Footer in the codes of Excel: ``&P`` the page, ``&N`` all pages."""
    pick: str
    """Shown when a value is not in the list."""
    date: str
    number: str
    wrong: str
    """Title of these messages."""
    date_format: str
    """Number format of ECMA-376, 18.8.30; the marks are escaped so that none is replaced."""


WORDS = {
    "ru": SheetWords(
        "да",
        "нет",
        "… (полный текст хранится в реестре)",
        "Страница &P из &N",
        "Выберите значение из списка.",
        "Нужна дата, например 05.06.2026.",
        "Нужно число.",
        "Проверьте значение",
        r"dd\.mm\.yyyy",
    ),
    "uk": SheetWords(
        "так",
        "ні",
        "… (повний текст зберігається в реєстрі)",
        "Сторінка &P з &N",
        "Оберіть значення зі списку.",
        "Потрібна дата, наприклад 05.06.2026.",
        "Потрібне число.",
        "Перевірте значення",
        r"dd\.mm\.yyyy",
    ),
    "cs": SheetWords(
        "ano",
        "ne",
        "… (celý text je v evidenci)",
        "Strana &P z &N",
        "Vyberte hodnotu ze seznamu.",
        "Je třeba datum, například 5. 6. 2026.",
        "Je třeba číslo.",
        "Zkontrolujte hodnotu",
        r"d\.\ m\.\ yyyy",
    ),
    "en": SheetWords(
        "yes",
        "no",
        "… (the full text is in the register)",
        "Page &P of &N",
        "Choose a value from the list.",
        "A date is needed, 05/06/2026 for instance.",
        "A number is needed.",
        "Check the value",
        r"dd\/mm\/yyyy",
    ),
}
