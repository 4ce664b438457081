"""Ukrainian names in their cases.

The library shevchenko-py knows the declensions; the tables here stand before it where the
orthography of 2019 says otherwise: foreign names, vowels that alternate, vocatives.
"""

from __future__ import annotations

from formkit.language.paradigms import find, table

CASES = ("gen", "dat", "acc", "ins", "loc", "voc")

_LIBRARY_CASES = {
    "gen": "genitive",
    "dat": "dative",
    "acc": "accusative",
    "ins": "ablative",
    "loc": "locative",
    "voc": "vocative",
}
_LIBRARY_FIELDS = {
    "surname": "family_name",
    "given": "given_name",
    "patronymic": "patronymic_name",
}
_LIBRARY_GENDERS = {"male": "masculine", "female": "feminine"}

_KEPT = """
^(?:дюма|золя|дега|люка|шота|петіпа) =  # French and Georgian, stressed at the end
[аеєиіїоуюя]а =
"""

_SURNAME_MALE = table(
    f"""
    {_KEPT}
    ^(?:гюго|дідро|руссо|пікассо|поло|карузо|тарантіно|клемансо|ватто|моро|рено|перро|марло) =
    ^(?:хічкок|поллок|матлок|чапек|гашек)|сток 0 а у а ом у у
    [жшщ]|[^иі]ч 0 а у а ем еві е
    ^[^аеєиіїоуюя]+ін 0 а у а ом ові е
    ^(?:чаплін|дарвін|кронін|франклін|гершвін|гудвін|ірвін|кальвін) 0 а у а ом ові е
    ^(?:остін|мартін|болдвін|цеппелін|берлін|рабін|ервін|бюлов|вірхов|флотов) 0 а у а ом ові е
    ведмідь 3 едя едю едя едем едеві едю
    ^лев 0 а у а ом ові е
    ^(?:тягни|біло|криво|рябо|сухо|товсто)бок 0 а у а ом ові у
    корінь 3 еня еню еня енем еневі еню
    ^олень 1 я ю я ем еві ю
    ^(?:хміль|джміль) 3 еля елю еля елем елеві елю
    ^чернець 3 ця цю ця цем цеві цю
    # names of trades, soft although spelt without ь
    ^(?:бонд|лік|пис|кобз|кос|поном|слюс|ток|кух|шинк|вівч|свин|лим)ар 0 я ю я ем еві ю
    ^(?:рим|граб|дзвон|пушк|бров|пек)ар|^козир 0 я ю я ем еві ю
    """,
    CASES,
)

_FOREIGN_SURNAME_MALE = table(
    """
    о =
    [оеє]в|[иії]н|[ое]к 0 а у а ом ові .
    """,
    CASES,
)

_SURNAME_FEMALE = table(
    f"""
    {_KEPT}
    ^(?:верх|ниж|серед|син|осін|літ|задорож|край|дав|домаш)ня 1 ьої ій ю ьою ій .
    яка 2 ки ці ку кою ці ко
    ^(?:люд|дит|друж|горп|щет|хвощ|кравч)ина 1 и і у ою і о
    """,
    CASES,
)

_GIVEN_MALE = table(
    f"""
    {_KEPT}
    ^(?!петро|павло|дмитро|данило|михайло|кирило|самійло|гаврило|карпо|корнило).*(?:[^к]|ческ)о =
    ^антін 2 она ону она оном онові оне
    ^терень 1 я ю я ем еві ю
    ^нестір 2 ора ору ора ором орові оре
    ^тиміш 2 оша ошу оша ошем ошеві оше
    ^пітер 0 а у а ом ові е
    """,
    CASES,
)

_GIVEN_FEMALE = table(
    f"""
    {_KEPT}
    ^(?:рахіль|нінель|адель) 1 і і ь лю і е
    """,
    CASES,
)

_TABLES = {
    ("surname", "male"): _SURNAME_MALE,
    ("surname", "female"): _SURNAME_FEMALE,
    ("given", "male"): _GIVEN_MALE,
    ("given", "female"): _GIVEN_FEMALE,
}

_VOCATIVE_FEMALE = table(
    """
    [лнсздт]я 1 ю
    ря 1 е
    [жчшщ]а 1 е
    """,
    ("voc",),
)


def decline_word(word: str, case: str, role: str, gender: str, *, is_foreign: bool = False) -> str:
    """One lower-case word of a name without hyphens; `role` is surname, given or patronymic.

    `is_foreign` tells that the bearer's given name is a western one. The apostrophe stays
    the one that was typed.
    """
    apostrophe = next((sign for sign in "’ʼ" if sign in word), "'")
    form = _form(word.replace(apostrophe, "'"), case, role, gender, is_foreign)
    return form.replace("'", apostrophe)


def _form(word: str, case: str, role: str, gender: str, is_foreign: bool) -> str:
    tables = _TABLES.get((role, gender), ())
    if is_foreign and (role, gender) == ("surname", "male"):
        tables = _FOREIGN_SURNAME_MALE + tables
    paradigm = find(word, tables)
    if paradigm and not (case == "voc" and "voc" not in paradigm.endings and paradigm.endings):
        return paradigm.form(word, case)
    if case == "voc":
        return _vocative(word, role, gender, is_foreign)
    return _by_library(word, case, role, gender)


def _vocative(word: str, role: str, gender: str, is_foreign: bool) -> str:
    """Hard stems of men take -е, of which the library lets some slip."""
    if gender == "male" and word[-1] in "бвдзлмнпрстфц":
        genitive = _form(word, "gen", role, gender, is_foreign)
        if genitive.endswith("а"):
            return genitive[:-1] + "е"
    paradigm = find(word, _VOCATIVE_FEMALE if gender == "female" else _VOCATIVE_FEMALE[2:])
    if paradigm and role in ("given", "surname"):
        return paradigm.form(word, "voc")
    return _by_library(word, "voc", role, gender)


def _by_library(word: str, case: str, role: str, gender: str) -> str:
    import shevchenko

    field = _LIBRARY_FIELDS[role]
    name = {field: word}
    forms = shevchenko.in_case(_LIBRARY_CASES[case], name, gender=_LIBRARY_GENDERS[gender])
    return str(forms[field])
