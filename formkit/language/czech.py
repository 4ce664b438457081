"""Czech names in their cases.

After the Internet Language Reference Book of the Czech Language Institute: of two equal
forms the given name takes the short dative and the surname the long one («Janu
Novákovi»), names without a vocative of their own keep the nominative.
"""

from __future__ import annotations

from formkit.language.paradigms import inflect, table

CASES = ("gen", "dat", "acc", "ins", "loc", "voc")

# %(u)s and the like are the dative, short in given names and long in surnames.
_SHORT = {"u": "u", "i": "i", "ni": "ni", "ti": "ti", "di": "di"}
_LONG = {"u": "ovi", "i": "ovi", "ni": "ňovi", "ti": "ťovi", "di": "ďovi"}

_FLEETING = """
něk 3 ňka ňk%(u)s ňka ňkem ňk%(u)s ňku
děk 3 ďka ďk%(u)s ďka ďkem ďk%(u)s ďku
těk 3 ťka ťk%(u)s ťka ťkem ťk%(u)s ťku
^derek 0 a %(u)s a em %(u)s u
(?:[aeiouyáéíóúůýě].*|[^aeiouyáéíóúůýě][rl][^aeiouyáéíóúůýě]+)ek 2 ka k%(u)s ka kem k%(u)s ku
^švec 3 evce evc%(i)s evce evcem evc%(i)s evče
[aeiouyáéíóúůýě].*ec 2 ce c%(i)s ce cem c%(i)s če
^(?:pavel|karel|havel|orel|kozel|kotel|posel|ďábel|datel) 2 la l%(u)s la lem l%(u)s le
^lev 2 va v%(u)s va vem v%(u)s ve
"""

_CONSONANT = """
^(?:kos|hus|los|hlas|vlas|nos)|th 0 a %(u)s a em %(u)s e
^balzac 0 a %(u)s a em %(u)s u
ius 2 a %(u)s a em %(u)s e
^král|tel|[szxcčšžřj]|sh|sch 0 e %(i)s e em %(i)s i
ň 1 ně %(ni)s ně něm %(ni)s ni
ť 1 tě %(ti)s tě těm %(ti)s ti
ď 1 dě %(di)s dě děm %(di)s di
[kgh] 0 a %(u)s a em %(u)s u
[^aeiouyáéíóúůýěäöü]r 1 ra r%(u)s ra rem r%(u)s ře
[^aeiouyáéíóúůýěäöü] 0 a %(u)s a em %(u)s e
"""

_VOWEL_MALE = """
ů|ých =
ský|cký|ý 1 ého ému ého ým ém ý
(?:[sc]k|[^aeiouyáéíóúůýě]k)[iy]j|yj|^tolstoj 2 ého ému ého ým ém .
[sc]ki 1 ého ému ého ým ém .
^(?:verne|voltaire|baudelaire|sartre|molière|pierre) 1 a ovi a em ovi .
^(?:shakespeare|wilde|blake|moore|steve|mike|luke) 1 a ovi a em ovi .
^(?:george|bruce|joyce|wallace|lawrence) 0 0 ovi 0 m ovi 0
ně 2 ně ňovi ni něm ňovi ně
ě|^(?:kuře|zvíře|kníže|house|sele|tele) 0 te ti te tem ti 0
[cčšžřj]e 1 e ovi e em ovi e
[iíyeé] 0 ho mu ho m m 0
eau 0 a ovi a em ovi 0
u =
[cčšžřji]a 1 i ovi u ou ovi o
ňa 2 ni ňovi ňu ňou ňovi ňo
ťa 2 ti ťovi ťu ťou ťovi ťo
ďa 2 di ďovi ďu ďou ďovi ďo
a 1 y ovi u ou ovi o
o 1 a ovi a em ovi o
"""

_BIBLICAL = "[^v]el 0 a u a em u i"  # Danieli, Gabrieli

_GIVEN_MALE = table(f"{_VOWEL_MALE}{_FLEETING}\n{_BIBLICAL}{_CONSONANT}" % _SHORT, CASES)
_SURNAME_MALE = table(f"{_VOWEL_MALE}{_FLEETING}{_CONSONANT}" % _LONG, CASES)

_FIRST_DECLENSION = """
ka 2 ky ce ku kou ce ko
ga 2 gy ze gu gou ze go
cha 3 chy še chu chou še cho
ha 2 hy ze hu hou ze ho
ra 2 ry ře ru rou ře ro
ija 1 e i u ou i o
ia 1 e i i í i e
[cčšžřj]a 1 i e u ou e o
ňa 2 ni ně ňu ňou ně ňo
ťa 2 ti tě ťu ťou tě ťo
ďa 2 di dě ďu ďou dě ďo
[dtnbpvmf]a 1 y ě u ou ě o
a 1 y e u ou e o
"""

_GIVEN_FEMALE = table(
    f"""
    [aeiouyáéíóúůýě]?[icčšžřj]e 1 e i i í i e
    {_FIRST_DECLENSION}
    """,
    CASES,
)

_SURNAME_FEMALE = table(
    f"""
    á 1 é é ou ou é á
    (?:[oe]v|[sc]k)a 1 é é ou ou é .   # Slavic women's surnames kept in their own spelling
    {_FIRST_DECLENSION}
    """,
    CASES,
)


def decline_word(word: str, case: str, role: str, gender: str) -> str:
    """One lower-case word of a name without hyphens; `role` is surname or given."""
    if gender == "male":
        return inflect(word, case, _GIVEN_MALE if role == "given" else _SURNAME_MALE)
    return inflect(word, case, _GIVEN_FEMALE if role == "given" else _SURNAME_FEMALE)
