"""Russian names in their cases.

After the rules of Zaliznyak's dictionary and of Kalakutskaya for surnames: men's surnames
in a consonant decline and women's do not, -ко, -ых and -аго never do, foreign -ин takes the
noun's instrumental («Чаплином»).
"""

from __future__ import annotations

import re
from functools import cache

from formkit.language.paradigms import Paradigm, inflect, table

CASES = ("gen", "dat", "acc", "ins", "loc")

_SURNAME_MALE = """
# foreign words that keep every letter
^(?:дюма|золя|дега|тома|люка|ферма|петипа|гамарра|каруана|дюбуа|бенуа|моруа|труа|делакруа) =
^(?:рабле|бурдье|камю|золи) =
[аеёиоуыэюя]а|[эо]ва́ =
[еёиоуыэю] =
[ыі]х|[гкхжчшщн]их =
# nouns with a vowel that drops out
^(?:воробей|соловей|муравей|ручей|репей|улей) 2 ья ью ья ьём ье
^заяц 3 йца йцу йца йцем йце
^(?:ор[её]л|коз[её]л|ос[её]л|кот[её]л|дятел|щегол|хохол|пепел|бобёр|ковёр|костёр|угол) 2 {1}а {1}у {1}а {1}ом {1}е
"""
