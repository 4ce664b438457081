"""Another open reader on pages of the heap: ``python -P tests/bench/scan_beside.py [PAGES]``.

Needs ``marksense`` 0.2.0 (MIT), which nothing else here needs. It is given what it asks for: the
blank as a picture and the rectangles of the boxes. A group is a question with one answer; a box of
its own is a question with one option. What it calls marked twice is not counted as silent.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from marksense import read_form

sys.path.insert(0, str(Path(__file__).parents[1]))

from paper_set.forms import blank_of
from paper_set.heap import HeapPage, page_of
from paper_set.machines import MACHINES
from paper_set.pen import drawn_digits

from formkit.formats.scan.alignment import PX_PER_MM
from formkit.formats.scan.sheet import Sheet, sheet_of

FIRST_SEED = 1_000_000
Groups = dict[str, list[str]]


def main(count: int) -> None:
    sheet = sheet_of(blank_of("survey"), 1)
    assert sheet is not None
    digits = drawn_digits(np.random.default_rng(1), 20)
    with tempfile.TemporaryDirectory() as folder:
        cv2.imwrite(f"{folder}/blank.png", sheet.image)
        for machine in MACHINES:
            told = np.zeros(3, int)
            seconds = 0.0
            for n in range(count):
                page = page_of("survey", machine, FIRST_SEED + n, digits)
                cv2.imwrite(f"{folder}/page.png", page.taken.image)
                started = time.process_time()
                told += _compared(page, sheet, Path(folder))
                seconds += time.process_time() - started
            right, flagged, silent = told
            boxes = told.sum()
            print(
                f"{machine:12} {boxes:5} boxes, right {right / boxes:7.2%}, "
                f"flagged {flagged / boxes:6.2%}, silently wrong {silent:4} "
                f"({silent / boxes:.2%}), {count / seconds:.2f} pages/s",
                flush=True,
            )


def _compared(page: HeapPage, sheet: Sheet, folder: Path) -> np.ndarray:
    """Boxes right, flagged, silently wrong."""
    groups: Groups = {}
    for key in page.truth.kinds:
        groups.setdefault(key.partition("/")[0], []).append(key)
    height, width = sheet.image.shape
    template = {
        "form_type": "survey",
        "canonical_dpi": round(PX_PER_MM * 25.4),
        "pages": {
            "1": {
                "canonical_size": [width, height],
                "template_image": "blank.png",
                "questions": [_question(n, keys, sheet) for n, keys in enumerate(groups.values())],
            }
        },
    }
    found = read_form(folder / "page.png", template, template_dir=folder)
    told = np.zeros(3, int)
    for n, (name, keys) in enumerate(groups.items(), 1):
        answer = found.answers.get(f"Q{n}", "") or ""
        is_flagged = f"Q{n}" in found.multi_marked
        for key in keys:
            state = key.partition("/")[2]
            is_on = page.truth.texts[name] == state if state else bool(page.truth.texts[name])
            is_right = (answer == key) == is_on
            told[1 if is_flagged else 0 if is_right else 2] += 1
    return told


def _question(number: int, keys: list[str], sheet: Sheet) -> dict[str, object]:
    options = []
    for index, key in enumerate(keys):
        left, top, right, bottom = (round(side * PX_PER_MM) for side in sheet.boxes[key])
        roi = [left, top, right - left, bottom - top]
        option = {"option_index": index, "roi": roi, "expected_mark": "check", "value": key}
        options.append(option)
    return {"question_num": number + 1, "select_mode": "single", "options": options}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
