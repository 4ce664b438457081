"""The few words of a workbook that are not labels of a register."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
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
    file: str
    """Title of the column with links to the archived documents; in no register."""
    conflicts: str
    """Title of a sheet of questions, and what it asks."""
    rejected: str
    waiting: str
    titles: tuple[str, str, str, str, str, str, str]
    """Register, record, column, before, in the register, proposed, where from."""
    choice: str
    correction: str
    """Titles of the columns people fill in."""
    keep: str
    take: str
    """The two answers."""
    reasons: tuple[str, str, str, str]
    """Why a row waits: its number is taken, it has none, its record was withdrawn, it may be the
    same as an earlier one."""
    origins: tuple[str, str, str, str]
    """Document, workbook, data file, decision."""
    scanned: str
    keyed: str
    corrected: str
    """Notes at cells: where a value comes from."""


WORDS = {
    "ru": SheetWords(
        yes="да",
        no="нет",
        cut="… (полный текст хранится в реестре)",
        page="Страница &P из &N",
        pick="Выберите значение из списка.",
        date="Нужна дата, например 05.06.2026.",
        number="Нужно число.",
        wrong="Проверьте значение",
        date_format=r"dd\.mm\.yyyy",
        file="Файл документа",
        conflicts="Разногласия",
        rejected="Не принято",
        waiting="Проверить",
        titles=("Реестр", "Запись", "Столбец", "Было", "В реестре", "Предложено", "Откуда"),
        choice="Решение",
        correction="Верное значение",
        keep="оставить как в реестре",
        take="взять предложенное",
        reasons=("номер занят", "нет номера", "запись снята с учёта", "тот же самый?"),
        origins=("документ", "книга", "файл данных", "решение"),
        scanned="Прочитано со скана",
        keyed="Введено человеком по изображению",
        corrected="Исправлено вручную, было",
    ),
    "uk": SheetWords(
        yes="так",
        no="ні",
        cut="… (повний текст зберігається в реєстрі)",
        page="Сторінка &P з &N",
        pick="Оберіть значення зі списку.",
        date="Потрібна дата, наприклад 05.06.2026.",
        number="Потрібне число.",
        wrong="Перевірте значення",
        date_format=r"dd\.mm\.yyyy",
        file="Файл документа",
        conflicts="Розбіжності",
        rejected="Не прийнято",
        waiting="Перевірити",
        titles=("Реєстр", "Запис", "Стовпець", "Було", "У реєстрі", "Запропоновано", "Звідки"),
        choice="Рішення",
        correction="Правильне значення",
        keep="залишити як у реєстрі",
        take="взяти запропоноване",
        reasons=("номер зайнятий", "немає номера", "запис знято з обліку", "той самий?"),
        origins=("документ", "книга", "файл даних", "рішення"),
        scanned="Прочитано зі скана",
        keyed="Введено людиною за зображенням",
        corrected="Виправлено вручну, було",
    ),
    "cs": SheetWords(
        yes="ano",
        no="ne",
        cut="… (celý text je v evidenci)",
        page="Strana &P z &N",
        pick="Vyberte hodnotu ze seznamu.",
        date="Je třeba datum, například 5. 6. 2026.",
        number="Je třeba číslo.",
        wrong="Zkontrolujte hodnotu",
        date_format=r"d\.\ m\.\ yyyy",
        file="Soubor dokumentu",
        conflicts="Neshody",
        rejected="Nepřijato",
        waiting="Ke kontrole",
        titles=("Evidence", "Záznam", "Sloupec", "Bylo", "V evidenci", "Navrženo", "Odkud"),
        choice="Rozhodnutí",
        correction="Správná hodnota",
        keep="ponechat jako v evidenci",
        take="převzít navržené",
        reasons=("číslo je obsazené", "chybí číslo", "záznam je vyřazený", "tentýž?"),
        origins=("dokument", "sešit", "soubor dat", "rozhodnutí"),
        scanned="Přečteno ze skenu",
        keyed="Opsáno člověkem z obrazu",
        corrected="Opraveno ručně, bylo",
    ),
    "en": SheetWords(
        yes="yes",
        no="no",
        cut="… (the full text is in the register)",
        page="Page &P of &N",
        pick="Choose a value from the list.",
        date="A date is needed, 05/06/2026 for instance.",
        number="A number is needed.",
        wrong="Check the value",
        date_format=r"dd\/mm\/yyyy",
        file="Document file",
        conflicts="Conflicts",
        rejected="Not accepted",
        waiting="To check",
        titles=("Register", "Record", "Column", "Before", "In the register", "Proposed", "From"),
        choice="Decision",
        correction="Right value",
        keep="keep the register",
        take="take the proposal",
        reasons=("number is taken", "no number", "record was withdrawn", "the same one?"),
        origins=("document", "workbook", "data file", "decision"),
        scanned="Read from a scan",
        keyed="Keyed by a person from the picture",
        corrected="Corrected by hand, was",
    ),
}
FILE_TITLES = frozenset(words.file.strip() for words in WORDS.values())
