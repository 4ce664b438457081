"""The words of the program: every one translated, and shown in the language of the reader."""

from __future__ import annotations

import gettext
import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from formkit.errors import FormkitError, NoOfficeError, UnknownFormError
from formkit.language.text import describe, explain, say
from formkit.language.typography import typeset
from formkit.problems import Code, Where, problem

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "locales"
TRANSLATED = ("ru", "uk", "cs")
NBSP = "\u00a0"

Forms = tuple[str, ...]
"""A message: one sentence, or the singular and the plural ones."""


@cache
def messages_of_the_source() -> frozenset[Forms]:
    with (LOCALES / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT, methods, options, keywords={**DEFAULT_KEYWORDS, "N_": None})
    return frozenset(forms(message) for _file, _line, message, _comments, _context in found)


def forms(message: Any) -> Forms:
    return (message,) if isinstance(message, str) else tuple(message)


@cache
def read_catalog(path: Path, locale: str | None = None) -> Catalog:
    return read_po(io.BytesIO(path.read_bytes()), locale=locale)


def translations(locale: str) -> Catalog:
    return read_catalog(LOCALES / locale / "LC_MESSAGES" / "messages.po", locale)


def pairs(locale: str) -> Iterator[tuple[Forms, Forms]]:
    """English and translated forms of every message that is translated."""
    for message in translations(locale):
        if message.id and all(forms(message.string)):
            yield forms(message.id), forms(message.string)


def placeholders(text: str) -> Counter[object]:
    """Facts of a message, with the braces and tags that stay as they are."""
    if "%(" in text:
        return Counter(re.findall(r"%\(\w+\)\w", text))
    parts = list(Formatter().parse(text))
    facts = [(name, conversion, spec) for _, name, spec, conversion in parts if name is not None]
    return Counter[object](facts) + Counter(re.findall(r"[{}]", "".join(part[0] for part in parts)))


def compiled(locale: str) -> gettext.GNUTranslations:
    out = io.BytesIO()
    write_mo(out, translations(locale))
    return gettext.GNUTranslations(io.BytesIO(out.getvalue()))


def test_the_template_of_translations_holds_exactly_the_messages_of_the_source() -> None:
    template = read_catalog(LOCALES / "messages.pot")
    held = {forms(message.id) for message in template if message.id}
    assert sorted(messages_of_the_source() - held) == []
    assert sorted(held - messages_of_the_source()) == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_message_of_the_source_is_translated_and_no_other(locale: str) -> None:
    done = {english for english, _translated in pairs(locale)}
    assert sorted(messages_of_the_source() - done) == []
    assert sorted(done - messages_of_the_source()) == []
    assert not translations(locale).obsolete


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_translation_is_a_guess(locale: str) -> None:
    catalog = translations(locale)
    assert not catalog.fuzzy
    assert [message.id for message in catalog if message.id and message.fuzzy] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_message(locale: str) -> None:
    for english, translated in pairs(locale):
        assert placeholders(translated[0]) == placeholders(english[0])
        assert all(placeholders(form) == placeholders(english[-1]) for form in translated[1:])


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_translation_begins_and_ends_like_its_message(locale: str) -> None:
    def edges(text: str) -> tuple[bool, bool]:
        return text.startswith(" "), text.endswith((" ", "\n"))

    for english, translated in pairs(locale):
        assert {edges(form) for form in translated} == {edges(english[0])}


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_translation_is_typeset_as_its_language_wants(locale: str) -> None:
    texts = [form for _english, translated in pairs(locale) for form in translated]
    assert [text for text in texts if typeset(text, locale=locale) != text] == []
    foreign = {"ru": '“„”"–', "uk": '“„”"—', "cs": '«»”"—'}[locale]
    unlike = [text for text in texts if set(foreign) & set(text.replace("a–z, 0–9", ""))]
    assert unlike == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_plural_forms_are_those_of_the_language(locale: str) -> None:
    plural = get_plural(locale)
    assert (translations(locale).num_plurals, translations(locale).plural_expr) == plural
    assert plural[0] == 3
    several = [translated for english, translated in pairs(locale) if len(english) > 1]
    assert several
    assert {len(translated) for translated in several} == {3}


@pytest.mark.parametrize(
    ("locale", "singular", "few", "many"),
    [
        ("ru", "Лишний аргумент: {args}", "Лишние аргументы: {args}", "Лишние аргументы: {args}"),
        ("uk", "Зайвий аргумент: {args}", "Зайві аргументи: {args}", "Зайві аргументи: {args}"),
        (
            "cs",
            "Nadbytečný argument: {args}",
            "Nadbytečné argumenty: {args}",
            "Nadbytečné argumenty: {args}",
        ),
    ],
)
def test_compiled_translations_choose_the_plural(
    locale: str, singular: str, few: str, many: str
) -> None:
    english = "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"
    catalog = compiled(locale)
    assert [catalog.ngettext(*english, count) for count in (1, 2, 5)] == [singular, few, many]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en", "line 12"),
        ("ru", "строка 12"),
        ("uk", "рядок 12"),
        ("cs", "řádek 12"),
        ("tg", "line 12"),
    ],
)
def test_say_speaks_the_language_and_else_english(locale: str, expected: str) -> None:
    assert say("line {value}", locale, value=12) == expected


def test_say_shows_a_message_nobody_translated() -> None:
    assert say("Never written: {name}.", "ru", name="x") == "Never written: x."


@pytest.mark.parametrize(
    "fact", ["{label}", "{0}", "{{ name }}", "{%p if x %}", "{", "}}", "{a!r:>9}"]
)
@pytest.mark.parametrize("locale", ["en", *TRANSLATED])
def test_braces_inside_a_fact_stay_text(locale: str, fact: str) -> None:
    assert fact in say(Code.VALUE_REQUIRED.value, locale, label=fact, name="x")


@pytest.mark.parametrize("locale", ["en", *TRANSLATED])
def test_a_message_that_teaches_braces_shows_them_as_they_are_typed(locale: str) -> None:
    shown = say(Code.TEMPLATE_BROKEN_BRACES.value, locale, text="{ name }}", place="…")
    assert "{{ name }}" in shown
    assert "{%p if … %}" in shown
    assert "{{{" not in shown


@pytest.mark.parametrize("locale", ["en", *TRANSLATED])
@pytest.mark.parametrize("code", Code)
def test_every_problem_tells_all_its_facts(code: Code, locale: str) -> None:
    names = {name for _, name, _, _ in Formatter().parse(code.value) if name}
    shown = say(code.value, locale, **{name: f"<{name}>" for name in names})
    assert {name for name in names if f"<{name}>" not in shown} == set()


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en", "plan.xlsx, line 3, sheet “A”, cell B2, page 4, goals.1: “x” is not a number. "),
        ("ru", "plan.xlsx, строка 3, лист «A», ячейка B2, страница 4, goals.1: «x»~— не~число. "),
        ("uk", "plan.xlsx, рядок 3, аркуш «A», клітинка B2, сторінка 4, goals.1: «x»~– не~число. "),
        ("cs", "plan.xlsx, řádek 3, list „A“, buňka B2, strana 4, goals.1: „x“ není číslo. "),
    ],
)
def test_describe_tells_the_place_and_the_finding(locale: str, expected: str) -> None:
    where = Where("plan.xlsx", line=3, sheet="A", cell="B2", page=4, path="goals.1")
    found = problem(Code.VALUE_NOT_A_NUMBER, where=where, text="x", example="12,5")
    assert describe(found, locale).startswith(expected.replace("~", NBSP))
    assert describe(found.at(file=None, line=None, sheet=None, cell=None, page=None, path=None))


@pytest.mark.parametrize(
    ("error", "locale", "message", "hint"),
    [
        (
            UnknownFormError(form="vocher", suggestion=" → voucher?"),
            "ru",
            "В~каталоге нет формы «vocher». → voucher?",
            "Все формы покажет команда «formkit catalogue list».",
        ),
        (
            NoOfficeError(folder="/d"),
            "cs",
            "„/d“ není pracovní složka: chybí v~ní soubor formkit.toml.",
            "Přejděte do pracovní složky, uveďte ji volbou --office, "
            "nebo vytvořte novou: formkit init SLOŽKA.",
        ),
        (FormkitError(), "uk", "Роботу не~вдалося завершити.", ""),
    ],
)
def test_explain_gives_the_message_and_the_hint_of_a_failure(
    error: FormkitError, locale: str, message: str, hint: str
) -> None:
    assert explain(error, locale) == (message.replace("~", NBSP), hint.replace("~", NBSP))


@pytest.fixture
def compiled_locales(tmp_path: Path) -> Iterator[Path]:
    """The command line library finds the translations here, and nowhere else."""
    for locale in TRANSLATED:
        folder = tmp_path / locale / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "messages.mo").open("wb") as file:
            write_mo(file, translations(locale))
    before = gettext.bindtextdomain("messages")
    gettext.bindtextdomain("messages", str(tmp_path))
    yield tmp_path
    gettext.bindtextdomain("messages", before)


@pytest.mark.parametrize(
    ("locale", "arguments", "expected"),
    [
        ("ru", [], "Не~указан параметр '--data'."),
        ("uk", ["--data"], "Параметр '--data' потребує значення."),
        ("cs", ["--datx", "1"], "Volba '--datx' neexistuje. Měli jste na mysli '--data'?"),
        ("ru", ["--data", "1", "a", "b"], "Лишние аргументы: a b"),
        ("uk", ["--data", "x"], "Неприпустиме значення для '--data': 'x'~– не~число (integer)."),
    ],
)
def test_the_command_line_library_speaks_the_language(
    compiled_locales: Path,
    monkeypatch: pytest.MonkeyPatch,
    locale: str,
    arguments: list[str],
    expected: str,
) -> None:
    monkeypatch.setenv("LANGUAGE", locale)
    command = click.Command("fill", params=[click.Option(["--data"], type=int, required=True)])
    with pytest.raises(click.UsageError) as refused:
        command.main(arguments, standalone_mode=False)
    assert refused.value.format_message() == expected.replace("~", NBSP)


def usage_words(command: click.Command) -> Iterator[str]:
    """What stands in capitals in the usage and options of a command and those inside it."""
    for parameter in command.params:
        shown = (parameter.metavar or "").strip("[].")
        if shown and "|" not in shown:
            yield shown
        elif isinstance(parameter, click.Argument):
            yield (parameter.name or "").upper()
        elif parameter.type in (click.STRING, click.INT) and not shown:
            yield parameter.type.name.upper()
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from usage_words(inner)


def test_every_word_of_a_usage_line_is_translated() -> None:
    from formkit.cli.commands import formkit

    assert {(word,) for word in usage_words(formkit)} <= messages_of_the_source()
