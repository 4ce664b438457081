"""Alphabetical order of a language."""

from __future__ import annotations

import unicodedata

_ALPHABETS = {
    "ru": "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я",
    "uk": "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я",
    "tg": "а б в г ғ д е ж з и ӣ й к қ л м н о п р с т у ӯ ф х ҳ ч ҷ ш ъ э ю я",
    "cs": "a b c č d e f g h ch i j k l m n o p q r ř s š t u v w x y z ž",
    "en": "a b c d e f g h i j k l m n o p q r s t u v w x y z",
}

Key = tuple[tuple[tuple[int, int, str], ...], str, bool]


def sort_key(text: str, *, locale: str) -> Key:
    """For `sorted`: spaces and marks, digits, letters of the language, other letters.

    Letters that are not in the alphabet by themselves (ё, á, ů, é) stand with their plain
    letter and decide only between words that are equal otherwise; capitals come last.
    """
    ranks = {letter: rank for rank, letter in enumerate(_ALPHABETS[locale].split())}
    folded = unicodedata.normalize("NFC", text).casefold()
    letters = []
    position = 0
    while position < len(folded):
        size = 2 if folded[position : position + 2] in ranks else 1
        letters.append(_rank(folded[position : position + size], ranks))
        position += size
    return tuple(letters), folded, text != text.lower()


def _rank(letter: str, ranks: dict[str, int]) -> tuple[int, int, str]:
    if letter not in ranks:
        letter = unicodedata.normalize("NFD", letter)[0]
    if letter in ranks:
        return 2, ranks[letter], ""
    group = 3 if letter.isalpha() else 1 if letter.isdigit() else 0
    return group, 0, letter
