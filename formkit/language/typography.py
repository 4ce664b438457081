"""Typography of running text: no-break spaces, quotation marks, dashes.

For prose only; identifiers, file names and values of fields stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from formkit.language.profiles import get_profile

NBSP = "\u00a0"

_SHORT_WORDS = {
    "ru": "в во к ко с со у о об на по за из от до не ни и а но",
    "uk": "в у з із зі до на по за о об від не ні і й та а але",
    "cs": "k s v z o u a i",
    "en": "",
}
"""Words which are not left at the end of a line."""

_BEFORE_NUMBER = {
    "ru": r"№ § ст\. п\. пп\. ч\. гл\. стр\. с\. рис\. табл\. д\. кв\. каб\. тел\.",
    "uk": r"№ § ст\. п\. пп\. ч\. гл\. с\. рис\. табл\. буд\. кв\. каб\. тел\.",
    "cs": r"№ § č\. čl\. odst\. str\. s\. obr\. tab\. bod tel\.",
    "en": r"№ § No\. Nos\. p\. pp\. Art\. Fig\. page section",
}
_BEFORE_WORD = {
    "ru": r"г\. ул\. пр\. пер\. пос\. обл\. т\. и\sт\. гр\. им\.",
    "uk": r"м\. вул\. просп\. пров\. смт обл\. т\. і\sт\. гр\. ім\.",
    "cs": r"Bc\. Ing\. Mgr\. MUDr\. JUDr\. PhDr\. RNDr\. Dr\. DiS\. ul\. nám\. tzv\. tj\. př\.",
    "en": r"Mr Mrs Ms Miss Dr Prof\.",
}
_AFTER_NUMBER = {
    "ru": "г гг год года году годов лет руб коп тыс млн млрд ч час часа часов мин дн день дня дней "
    "км м см мм кг г л шт чел экз стр января февраля марта апреля мая июня июля августа сентября "
    "октября ноября декабря рублей рубля рубль",
    "uk": "р рр рік року роки років грн коп тис млн млрд год хв дн день дні днів км м см мм кг г л "
    "шт ос прим січня лютого березня квітня травня червня липня серпня вересня жовтня листопада "
    "грудня гривень гривні гривня",
    "cs": "Kč tis mil mld let roků rok hod h min dní dny den km m cm mm kg g l ks osob ledna února "
    "března dubna května června července srpna září října listopadu prosince korun koruny",
    "en": "am pm km m cm mm kg g l h min hours days years January February March April May June "
    "July August September October November December",
}

_LETTER = r"[^\W\d_]"
_UPPER = {"ru": "[А-ЯЁ]", "uk": "[А-ЯҐЄІЇ]", "cs": "[A-ZÀ-ŽČĎĚŇŘŠŤŮ]", "en": "[A-Z]"}


def typeset(text: str, *, locale: str) -> str:
    """Prose ready for print, in NFC; typesetting it again changes nothing."""
    line = quotes(unicodedata.normalize("NFC", text), locale=locale)
    for pattern, replacement in _rules(locale):
        line = pattern.sub(replacement, line)
    return line


def quotes(text: str, *, locale: str) -> str:
    """Straight quotation marks replaced by those of the locale, nested ones by the inner pair.

    A mark that can be neither (inches, a lonely closing mark) stays straight.
    """
    profile = get_profile(locale).quotes
    pairs = (profile.outer, profile.inner)
    openers, closers = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    result: list[str] = []
    depth = 0
    for position, sign in enumerate(text):
        if sign == "\n":
            depth = 0
        elif sign == '"':
            if _opens(text, position, result):
                sign = pairs[min(depth, 1)][0]
            elif depth:
                sign = pairs[min(depth, 2) - 1][1]
        depth += (sign in openers) - (sign in closers and depth > 0)
        result.append(sign)
    return "".join(result)


def _opens(text: str, position: int, before: list[str]) -> bool:
    follower = text[position + 1 : position + 2]
    is_at_start = not before or before[-1].isspace() or before[-1] in "([{«„“‚‘—–-/"
    return is_at_start and bool(follower) and not follower.isspace()


@cache
def _rules(locale: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    dash = get_profile(locale).quotes.dash
    upper = _UPPER[locale]
    rules = [
        *_apostrophes(locale),
        (rf"(?<=[^\s\d])[ {NBSP}]+(?:--?|[–—]) +(?=\S)", f"{NBSP}{dash} "),
        (rf"(?<=\d)[ {NBSP}]+(?:--?|[–—]) +(?=[^\s\d])", f"{NBSP}{dash} "),
        (r"([№§])(?=\d)", rf"\1{NBSP}"),
        (rf"(?<![\w.])({_any(_BEFORE_NUMBER[locale])}) (?=[\d№])", rf"\1{NBSP}"),
        (rf"(?<![\w.])(?<!\d[ {NBSP}])({_any(_BEFORE_WORD[locale])}) (?={_LETTER})", rf"\1{NBSP}"),
        (rf"(?<=\d) (?=(?:{_any(_AFTER_NUMBER[locale])})(?![\w-]))", NBSP),
        (r"(?<=\d) (?=[%‰°€£$₽₴])", NBSP),
        (r"(?<=[€£$]) (?=\d)", NBSP),
        (r"(?<![\d,.])(\d{1,3}) (?=\d{3}(?!\d))", rf"\1{NBSP}"),
        (rf"(?<![\w.])({upper}\.) ?(?={upper}\.)", rf"\1{NBSP}"),
        (rf"(?<!\w)({upper}\.) (?={upper}{_LETTER})", rf"\1{NBSP}"),
        (rf"(?<={_LETTER}) (?={upper}\.{NBSP}{upper}\.)", NBSP),
    ]
    if _SHORT_WORDS[locale]:
        words = _SHORT_WORDS[locale].replace(" ", "|")
        rules.append((rf"(?<![\w’'ʼ-])((?i:{words})) (?=\S)", rf"\1{NBSP}"))
    if locale == "cs":
        month = rf"{NBSP}?(?:{'|'.join(_AFTER_NUMBER['cs'].split())})\b"
        rules.append((rf"(?<!\d)(\d{{1,2}}\.) (?=\d{{1,2}}\.|{month}|\d{{4}}\b)", rf"\1{NBSP}"))
    return tuple((re.compile(pattern), replacement) for pattern, replacement in rules)


def _apostrophes(locale: str) -> list[tuple[str, str]]:
    return [(rf"(?<={_LETTER})['ʼ](?={_LETTER})", "’")] if locale in ("uk", "en") else []


def _any(words: str) -> str:
    return "|".join(words.split())
