"""Every word of every document is in the dictionary of its language, or is a term of the trade."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from formkit import bundled
from formkit.language.profiles import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterator

DICTIONARIES = {"ru": "ru_RU", "uk": "uk_UA", "cs": "cs_CZ", "en": "en_GB"}
TERMS = Path(__file__).parent / "terms"
"""One file a language: words of the trade and names the dictionary lacks."""
_MARKUP = re.compile(
    r"[^\W\d_]*\{\{.*?\}\}[^\W\d_]*|\{%.*?%\}|\[\[(?:section|clauses|title|stamp|page)[^\]]*\]\]"
    r"|\[\[sign: *\w+|\[\[requisites:|`[^`]*`|https?://\S+|\S+@\S+|\w+\.toml|\bR\d\d\b"
)
"""Words that the prose joins to a value are endings, no words."""
_COMMENT = re.compile(r"^\s*#.*$", re.M)
_KEY = re.compile(r"(^\s*(?:- )?\{?|[{,]\s*)[a-z][a-z0-9_]*:", re.M)
_NAMES = re.compile(r"\[[a-z0-9_, \n]+\]")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")


def words_of(path: Path) -> Iterator[str]:
    """Words a person reads; names of fields and marks of the prose are left out."""
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).replace("*", "")
    _, front, body = text.split("---\n", 2)
    front = _NAMES.sub(" ", _COMMENT.sub("", front))
    while (shorter := _KEY.sub(r"\1 ", front)) != front:
        front = shorter
    for word in _WORD.findall(_MARKUP.sub(" ", f"{front}\n{body}")):
        yield word.replace("’", "'").replace("ʼ", "'")


def names_of_definitions() -> set[str]:
    """Names that stand as values among the words, such as the choices of a default."""
    paths = [*bundled("form_templates").glob("*/form.yaml")]
    paths.append(bundled("form_templates") / "shared" / "choices.yaml")
    return {n for path in paths for n in re.findall(r"[a-z]+", path.read_text(encoding="utf-8"))}


def terms_of(locale: str) -> set[str]:
    lines = (TERMS / f"{locale}.txt").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def misspelt(words: set[str], locale: str) -> set[str]:
    """Words the dictionary of Debian does not have."""
    run = subprocess.run(
        ["hunspell", "-l", "-i", "utf-8", "-d", DICTIONARIES[locale]],
        input="\n".join(sorted(words)),
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    return set(run.stdout.split())


@pytest.mark.skipif(shutil.which("hunspell") is None, reason="hunspell is not installed")
@pytest.mark.parametrize("locale", LOCALES)
def test_every_word_is_in_the_dictionary_or_among_the_terms(locale: str) -> None:
    paths = sorted(bundled("form_templates").glob(f"*/{locale}.md"))
    words = {word for path in paths for word in words_of(path)}
    terms = terms_of(locale)
    unknown = misspelt(words - names_of_definitions(), locale)
    assert unknown - terms == set()
    assert terms - unknown == set(), "no longer needed"
