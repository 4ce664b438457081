"""Words of any European alphabet in plain Latin letters, for names inside the program."""

from __future__ import annotations

import unicodedata

_LETTERS = "абвгґдеєёжзиіїйклмнопрстуфхцчшщыэюяўөүәңһқғҗӯҳҷӣ"
_SPELLED = (
    "a b v g g d e ie e zh z i i i i k l m n o p r s t u f kh ts ch sh shch"
    " y e iu ia u o u a n h q g zh u h j i"
)
_CYRILLIC = dict(zip(_LETTERS, _SPELLED.split(), strict=True))
_SIGNS = {"ъ": "", "ь": ""}
_UKRAINIAN = {"г": "h", "и": "y"}
_OTHER = {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}


def latin_letters(text: str) -> str:
    """The text in small Latin letters without accents; what has none there stays as it is.

    Cyrillic is read as Russian, or as Ukrainian where a letter only Ukrainian has is among it. It
    is for the eye and is not meant to be turned back.
    """
    letters = unicodedata.normalize("NFC", text.lower())
    is_ukrainian = any(letter in letters for letter in "ґєії")
    table = _CYRILLIC | _SIGNS | _OTHER | (_UKRAINIAN if is_ukrainian else {})
    spelled = unicodedata.normalize("NFKD", "".join(table.get(c, c) for c in letters))
    return "".join(c for c in spelled.lower() if not unicodedata.combining(c))
