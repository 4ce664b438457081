"""Named styles: the look of a document in one place, which the office changes in Word."""

from __future__ import annotations

from formkit.formats.docx.certificate import large_type
from formkit.formats.docx.numbering import BULLETS, CLAUSE_STYLES, MAIN, Numbering, num_pr
from formkit.formats.docx.ooxml import Element, twips, w
from formkit.formats.docx.sheet import Sheet

GREY, RULE = "595959", "8C8C8C"
"""Text of labels (7:1 on white) and hairlines."""
TABLE_PADDING = 60
"""Left and right of a cell, in twips."""
BOX_FONT = "Segoe UI Symbol"
LANGUAGES = {"ru": "ru-RU", "uk": "uk-UA", "cs": "cs-CZ", "en": "en-GB"}

NAMES: dict[str, dict[str, str]] = {
    "Clause": {"ru": "Пункт", "uk": "Пункт", "cs": "Odstavec", "en": "Clause"},
    "Item": {"ru": "Перечень", "uk": "Перелік", "cs": "Výčet", "en": "List item"},
    "Note": {"ru": "Примечание", "uk": "Примітка", "cs": "Poznámka", "en": "Note"},
    "Centred": {"ru": "По центру", "uk": "По центру", "cs": "Na střed", "en": "Centred"},
    "Requisites": {"ru": "Реквизиты", "uk": "Реквізити", "cs": "Náležitosti", "en": "Details"},
    "Stamp": {
        "ru": "Гриф утверждения",
        "uk": "Гриф затвердження",
        "cs": "Schvalovací doložka",
        "en": "Approval",
    },
    "Signature": {"ru": "Подпись", "uk": "Підпис", "cs": "Podpis", "en": "Signature line"},
    "FieldLabel": {
        "ru": "Название поля",
        "uk": "Назва поля",
        "cs": "Název pole",
        "en": "Field label",
    },
    "FieldValue": {
        "ru": "Значение поля",
        "uk": "Значення поля",
        "cs": "Hodnota pole",
        "en": "Field value",
    },
    "TableTitle": {
        "ru": "Название таблицы",
        "uk": "Назва таблиці",
        "cs": "Název tabulky",
        "en": "Table title",
    },
    "TableHead": {
        "ru": "Шапка таблицы",
        "uk": "Шапка таблиці",
        "cs": "Záhlaví tabulky",
        "en": "Table head",
    },
    "TableText": {
        "ru": "Текст таблицы",
        "uk": "Текст таблиці",
        "cs": "Text tabulky",
        "en": "Table text",
    },
    "TearLine": {"ru": "Линия отрыва", "uk": "Лінія відриву", "cs": "Odtržení", "en": "Tear line"},
    "Tag": {"ru": "Условие", "uk": "Умова", "cs": "Podmínka", "en": "Condition"},
    "Gap": {"ru": "Промежуток", "uk": "Проміжок", "cs": "Mezera", "en": "Gap"},
    "FormGrid": {"ru": "Поля бланка", "uk": "Поля бланка", "cs": "Pole", "en": "Form grid"},
    "FormTable": {"ru": "Таблица", "uk": "Таблиця", "cs": "Tabulka", "en": "Form table"},
    "SignatureTable": {
        "ru": "Строка подписи",
        "uk": "Рядок підпису",
        "cs": "Podpisový řádek",
        "en": "Signature table",
    },
}
"""Names of our own styles in the language; Word translates its built-in ones itself."""


def styles(sheet: Sheet, numbering: Numbering) -> Element:
    """``w:styles``."""
    locale = sheet.profile.locale
    return w(
        "styles",
        _defaults(sheet),
        *_text_styles(sheet),
        *_headings(sheet, numbering),
        *_clauses(sheet, numbering),
        *_form_styles(sheet),
        *_running_styles(sheet),
        *_table_styles(sheet, locale),
    )


def size(points: float) -> list[Element]:
    half_points = round(points * 2)
    return [w("sz", val=half_points), w("szCs", val=half_points)]


def fonts(family: str) -> Element:
    return w("rFonts", ascii=family, hAnsi=family, eastAsia=family, cs=family)


def _defaults(sheet: Sheet) -> Element:
    language = LANGUAGES[sheet.profile.locale]
    run = w(
        "rPr",
        fonts(sheet.profile.type.family),
        *size(sheet.body_pt),
        w("lang", val=language, eastAsia=language, bidi="ar-SA"),
    )
    plain = w("spacing", before=0, after=0, line=240, lineRule="auto")
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault", w("pPr", plain)))


def style(
    name: str,
    sheet: Sheet,
    *,
    next_style: str = "",
    paragraph: tuple[Element | None, ...] = (),
    run: tuple[Element, ...] = (),
    built_in: str = "",
) -> Element:
    """A paragraph style; ``built_in`` is Word's own English name of it."""
    stem = name.rstrip("0123456789")
    level = f" {name.removeprefix(stem)}" if stem != name else ""
    shown = built_in or NAMES[stem][sheet.profile.locale] + level
    if sheet.is_certificate:
        large, letters = large_type(name, sheet)
        paragraph, run = large or paragraph, letters or run
    properties = [p for p in paragraph if p is not None]
    return w(
        "style",
        w("name", val=shown),
        w("basedOn", val="Normal") if name != "Normal" else None,
        w("next", val=next_style) if next_style else None,
        w("qFormat"),
        w("pPr", *properties) if properties else None,
        w("rPr", *run) if run else None,
        type="paragraph",
        styleId=name,
        **({} if built_in else {"customStyle": True}),
        **({"default": True} if name == "Normal" else {}),
    )


def spacing(before_pt: float, after_pt: float, line: float | None = None) -> Element:
    sides = {"before": round(before_pt * 20), "after": round(after_pt * 20)}
    if line is None:
        return w("spacing", **sides)
    return w("spacing", **sides, line=round(240 * line), lineRule="auto")


def _text_styles(sheet: Sheet) -> list[Element]:
    profile = sheet.profile.type
    indent = w("ind", firstLine=twips(sheet.indent_mm)) if sheet.indent_mm else None
    alignment = w("jc", val="both" if profile.is_justified and not sheet.is_form else "left")
    gap = (0, profile.paragraph_gap_pt, sheet.line_height)
    body = (w("widowControl"), spacing(*gap), indent, alignment)
    small = tuple(size(sheet.small_pt))
    return [
        style("Normal", sheet, built_in="Normal", paragraph=(w("widowControl"),)),
        style("BodyText", sheet, built_in="Body Text", paragraph=body),
        style("Centred", sheet, paragraph=(spacing(*gap), w("jc", val="center"))),
        style("Requisites", sheet, paragraph=(spacing(0, 4, 1.0), w("jc", val="left"))),
        style(
            "Subtitle",
            sheet,
            built_in="Subtitle",
            next_style="BodyText",
            paragraph=(w("keepNext"), spacing(0, 8), w("jc", val=_title_jc(sheet))),
        ),
        style(
            "Note",
            sheet,
            paragraph=(spacing(2, 4), w("jc", val="left")),
            run=(w("color", val=GREY), *small),
        ),
    ]


def _title_jc(sheet: Sheet) -> str:
    return "center" if sheet.is_centred else "left"


def _headings(sheet: Sheet, numbering: Numbering) -> list[Element]:
    jc = "center" if sheet.is_centred and not sheet.is_form else "left"
    is_form = sheet.is_form
    title_pt = min(sheet.profile.type.title_size_pt, sheet.body_pt + 3)
    found = [
        style(
            "Title",
            sheet,
            built_in="Title",
            next_style="BodyText",
            paragraph=(
                w("keepNext"),
                w("keepLines"),
                spacing(0 if is_form else 12, 6 if is_form else 12),
                w("jc", val=_title_jc(sheet)),
            ),
            run=(w("b"), *size(title_pt)),
        )
    ]
    for level in (1, 2, 3):
        has_number = level == 1 and numbering.style_level(1) == 1
        bottom = w("bottom", val="single", sz=6, space=1, color=RULE)
        paragraph = (
            w("keepNext"),
            w("keepLines"),
            num_pr(MAIN, 0) if has_number else None,
            w("pBdr", bottom) if is_form and level < 3 else None,
            spacing(8, 4) if is_form else spacing(12, 6),
            w("jc", val=jc if level == 1 else "left"),
            w("outlineLvl", val=level - 1),
        )
        run = (w("b"), *([w("i")] if level == 3 else []))
        found.append(
            style(
                f"Heading{level}",
                sheet,
                built_in=f"heading {level}",
                next_style="BodyText",
                paragraph=paragraph,
                run=run,
            )
        )
    return found


def _clauses(sheet: Sheet, numbering: Numbering) -> list[Element]:
    jc = "both" if sheet.profile.type.is_justified and not sheet.is_form else "left"
    gap = max(sheet.profile.type.paragraph_gap_pt, 3 if sheet.is_form else 0)
    found = [
        style(
            f"Clause{level}",
            sheet,
            paragraph=(
                w("widowControl"),
                num_pr(MAIN, numbering.style_level(level)),
                spacing(0, gap, sheet.line_height),
                w("jc", val=jc),
            ),
        )
        for level in range(1, CLAUSE_STYLES + 1)
    ]
    item = (num_pr(BULLETS, 0), spacing(0, gap, sheet.line_height), w("jc", val=jc))
    return [*found, style("Item", sheet, paragraph=item)]


def _form_styles(sheet: Sheet) -> list[Element]:
    grey = w("color", val=GREY)
    table = tuple(size(sheet.table_pt))
    keep = (w("keepNext"), w("keepLines"))
    left = twips(sheet.text_width_mm - min(sheet.profile.requisites_width_mm, sheet.text_width_mm))
    dashed = w("pBdr", w("bottom", val="dashed", sz=6, space=1, color=RULE))
    return [
        style(
            "FieldLabel", sheet, paragraph=(w("keepNext"),), run=(grey, *size(sheet.small_pt - 0.5))
        ),
        style("FieldValue", sheet, paragraph=(spacing(0, 1),), run=table),
        style("TableTitle", sheet, paragraph=(*keep, spacing(6, 3)), run=(w("b"),)),
        style(
            "TableHead",
            sheet,
            paragraph=(w("keepNext"), spacing(1, 1), w("jc", val="center")),
            run=(w("b"), *size(max(sheet.table_pt - 1, 8))),
        ),
        style("TableText", sheet, paragraph=(spacing(1, 1),), run=tuple(size(sheet.table_pt))),
        style("Signature", sheet, paragraph=(w("keepNext"), w("keepLines"), spacing(0, 0))),
        style("Stamp", sheet, paragraph=(w("keepNext"), spacing(0, 3), w("ind", left=left))),
        style(
            "TearLine",
            sheet,
            paragraph=(w("keepNext"), dashed, spacing(8, 8), w("jc", val="center")),
            run=(w("color", val=GREY), *size(sheet.small_pt)),
        ),
        style("Gap", sheet, paragraph=(w("spacing", line=120, lineRule="exact"),), run=(*size(2),)),
        style("Tag", sheet, run=(w("color", val="7F7F7F"), *size(8))),
    ]


def _running_styles(sheet: Sheet) -> list[Element]:
    middle, right = twips(sheet.text_width_mm / 2), twips(sheet.text_width_mm)
    tabs = w("tabs", w("tab", val="center", pos=middle), w("tab", val="right", pos=right))
    return [
        style("Header", sheet, built_in="header", paragraph=(w("jc", val="center"),)),
        style(
            "Footer",
            sheet,
            built_in="footer",
            paragraph=(tabs,),
            run=(w("color", val=GREY), *size(sheet.small_pt)),
        ),
    ]


def _table_styles(sheet: Sheet, locale: str) -> list[Element]:
    hairline = {"val": "single", "sz": 4, "space": 0, "color": RULE}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    grid = w("tblBorders", *(w(side, **hairline) for side in sides))
    table = w("tblBorders", *(w(side, **{**hairline, "color": "404040"}) for side in sides))
    head = w(
        "tblStylePr",
        w("tcPr", w("shd", val="clear", color="auto", fill="EDEDED")),
        type="firstRow",
    )
    return [
        _table_style("FormGrid", locale, grid, _margins(15, 85)),
        _table_style("FormTable", locale, table, _margins(15, TABLE_PADDING), head),
        _table_style("SignatureTable", locale, None, _margins(0, 0)),
    ]


def _margins(vertical: int, horizontal: int) -> Element:
    pairs = {"top": vertical, "left": horizontal, "bottom": vertical, "right": horizontal}
    return w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in pairs.items()))


def _table_style(
    name: str, locale: str, borders: Element | None, margins: Element, head: Element | None = None
) -> Element:
    return w(
        "style",
        w("name", val=NAMES[name][locale]),
        w("qFormat"),
        w("tblPr", borders, margins),
        head,
        type="table",
        styleId=name,
        customStyle=True,
    )


def font_table(sheet: Sheet) -> Element:
    """``w:fonts``: what to take where a family is not installed."""
    family = sheet.profile.type.family
    is_serif = "Sans" not in family
    return w(
        "fonts",
        w(
            "font",
            w("altName", val="Times New Roman" if is_serif else "Arial"),
            w("family", val="roman" if is_serif else "swiss"),
            w("pitch", val="variable"),
            name=family,
        ),
        w(
            "font",
            w("altName", val="DejaVu Sans"),
            w("family", val="swiss"),
            w("pitch", val="variable"),
            name=BOX_FONT,
        ),
    )
