"""One example of every filter in every language: for the help of templates and for the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NBSP = "\u00a0"


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Example:
    """``shown`` holds by locale the expression and the text it prints.

    ``{person}`` and the like in an expression stand for a field of that kind, ``{option}`` for
    one of the choices of ``{choice}``; :data:`NAMES` has the names of the samples.
    """

    filter: str
    purpose: str
    shown: Mapping[str, tuple[str, str]]


NAMES: Mapping[str, str] = {
    "person": "client",
    "party": "org",
    "organisation": "org.full_name",
    "position": "org.head.position",
    "date": "signed_on",
    "money": "price",
    "number": "visits",
    "choice": "status",
    "option": "provided",
    "several": "documents",
    "text": "note",
    "table": "steps",
    "reference": "partner",
}


def _same(expression: str, *texts: str) -> dict[str, tuple[str, str]]:
    """One expression for all languages; texts in the order ru, uk, cs, en."""
    locales = ("ru", "uk", "cs", "en")
    return {locale: (expression, text) for locale, text in zip(locales, texts, strict=True)}


EXAMPLES: tuple[Example, ...] = (
    Example(
        "case",
        _("A name, position or organisation in a case: nom, gen, dat, acc, ins, voc or loc."),
        _same(
            "{person} | case('dat')",
            "Ковалёвой Марии Ильиничне",
            "Коваленко Марії Іллівні",
            "Marii Novákové",
            "Mary Kowalski",
        ),
    ),
    Example(
        "initials",
        _("A name as it is signed; 'before' or 'after' puts the initials there."),
        _same(
            "{person} | initials('after')",
            f"Ковалёва{NBSP}М.{NBSP}И.",
            f"Коваленко{NBSP}М.{NBSP}І.",
            f"Nováková{NBSP}M.",
            f"Kowalski{NBSP}M.",
        ),
    ),
    Example(
        "ending",
        _("The ending that agrees with a party: masculine/feminine/neuter/plural."),
        {
            "ru": ("{party} | ending('ый/ая/ое/ые')", "ая"),
            "uk": ("{party} | ending('ий/а/е/і')", "а"),
            "cs": ("{party} | ending('ý/á/é/í')", "é"),
            "en": ("{person} | ending('he/she')", "she"),
        },
    ),
    Example(
        "agree",
        _("The word that agrees with a party; both forms where the gender is not known."),
        {
            "ru": ("{person} | agree('ознакомлен/ознакомлена')", "ознакомлена"),
            "uk": ("{person} | agree('ознайомлений/ознайомлена')", "ознайомлена"),
            "cs": ("{person} | agree('seznámen/seznámena')", "seznámena"),
            "en": ("{person} | agree('his/her')", "her"),
        },
    ),
    Example(
        "salutation",
        _("How a letter begins."),
        _same(
            "{person} | salutation",
            "Уважаемая Мария Ильинична",
            "Шановна Маріє Іллівно",
            "Vážená paní Nováková",
            "Dear Ms Kowalski",
        ),
    ),
    Example(
        "date",
        _("A date in words; with 'numeric' in digits."),
        _same(
            "{date} | date",
            f"5{NBSP}июня 2026{NBSP}г.",
            f"05{NBSP}червня 2026{NBSP}року",
            f"5.{NBSP}června 2026",
            f"5{NBSP}June 2026",
        ),
    ),
    Example(
        "money",
        _("A sum in digits and words; another currency by its code: 'EUR'."),
        _same(
            "{money} | money",
            f"2{NBSP}500 (две тысячи пятьсот) рублей 00{NBSP}копеек",
            f"2{NBSP}500 (дві тисячі п’ятсот) гривень 00{NBSP}копійок",
            f"2{NBSP}500,00{NBSP}Kč (slovy: dva tisíce pět set korun českých)",
            "£2,500.00 (two thousand five hundred pounds)",
        ),
    ),
    Example(
        "words",
        _("A whole number in words: 'masculine', 'feminine' or 'neuter'."),
        _same(
            "{number} | words('feminine')",
            "двадцать одна",
            "двадцять одна",
            "dvacet jedna",
            "twenty-one",
        ),
    ),
    Example(
        "plural",
        _("The word that goes with a number: one/few/many, in English one/many."),
        {
            "ru": ("{number} | plural('визит/визита/визитов')", "визит"),
            "uk": ("{number} | plural('візит/візити/візитів')", "візит"),
            "cs": ("{number} | plural('návštěva/návštěvy/návštěv')", "návštěv"),
            "en": ("{number} | plural('visit/visits')", "visits"),
        },
    ),
    Example(
        "join",
        _("Several values as a list of the language; with a separator between all of them."),
        _same(
            "{several} | join",
            "план, дело и талон",
            "план, справа і талон",
            "plán, spis a poukaz",
            "plan, file and voucher",
        ),
    ),
    Example(
        "upper",
        _("All letters large."),
        _same("{choice} | upper", "ОКАЗАНА", "НАДАНО", "POSKYTNUTO", "PROVIDED"),
    ),
    Example(
        "lower",
        _("All letters small."),
        _same("{choice} | lower", "оказана", "надано", "poskytnuto", "provided"),
    ),
    Example(
        "first_capital",
        _("The first letter large, the others as they are."),
        _same("{position} | first_capital", "Директор", "Директор", "Ředitelka", "Director"),
    ),
    Example(
        "default",
        _("Another text where the value is missing."),
        {
            "ru": ("{text} | default('нет')", "нет"),
            "uk": ("{text} | default('немає')", "немає"),
            "cs": ("{text} | default('není')", "není"),
            "en": ("{text} | default('none')", "none"),
        },
    ),
    Example(
        "line",
        _("A ruled line of so many characters where the value is missing."),
        _same("{text} | line(10)", *["_" * 10] * 4),
    ),
    Example(
        "entry",
        _("For a ruled cell: nothing where the value is missing, a reference with its number."),
        _same(
            "{reference} | entry",
            "PR-04 — Центр «Забота»",
            "PR-04 — Центр «Турбота»",
            "PR-04 — Centrum Péče",
            "PR-04 — Care Centre",
        ),
    ),
    Example(
        "box",
        _("A box, crossed if the choice was made."),
        _same("{choice} | box('{option}')", *["☒"] * 4),
    ),
    Example(
        "boxes",
        _("All choices with their boxes."),
        _same(
            "{choice} | boxes",
            f"☒{NBSP}оказана   ☐{NBSP}отказано",
            f"☒{NBSP}надано   ☐{NBSP}відмовлено",
            f"☒{NBSP}poskytnuto   ☐{NBSP}odmítnuto",
            f"☒{NBSP}provided   ☐{NBSP}refused",
        ),
    ),
    Example(
        "chosen",
        _("The choice that was made; all choices with their boxes where none was."),
        _same("{choice} | chosen", "оказана", "надано", "poskytnuto", "provided"),
    ),
    Example(
        "length",
        _("The number of rows of a table or of choices made."),
        _same("{table} | length", *["2"] * 4),
    ),
)
