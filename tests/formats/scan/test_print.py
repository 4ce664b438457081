"""The printed blank as others see it: rendered by poppler, shrunk by a cheap printer."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from paper_set.forms import form_of

from formkit.actions.faces import write_blank
from formkit.catalogue.index import open_catalogue
from formkit.formats.formmark import parse_payload

FORMS = ["survey", "intake", "referral_voucher"]


def pages(form: str, folder: Path, dpi: int) -> list[Any]:
    file = folder / "blank.pdf"
    file.write_bytes(write_blank(form_of(form), "ru", "print"))
    command = ["pdftoppm", "-r", str(dpi), "-gray", "-png", str(file), str(folder / "page")]
    subprocess.run(command, check=True)
    return [cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) for path in sorted(folder.glob("*.png"))]


@pytest.mark.parametrize("scale", [1.0, 0.97, 0.94])
@pytest.mark.parametrize("form", FORMS)
def test_every_page_has_a_code_and_four_squares(form: str, scale: float, tmp_path: Path) -> None:
    found = pages(form, tmp_path, 150)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    detector = cv2.aruco.ArucoDetector(dictionary)
    for number, image in enumerate(found, start=1):
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        canvas = np.full_like(image, 255)
        canvas[7 : 7 + small.shape[0], 3 : 3 + small.shape[1]] = small[
            : canvas.shape[0] - 7, : canvas.shape[1] - 3
        ]
        (code,) = zxingcpp.read_barcodes(canvas, formats=zxingcpp.BarcodeFormat.QRCode)
        said = parse_payload(code.text)
        assert said is not None
        assert (said.code, said.page, said.pages) == (form_of(form).code, number, len(found))
        _, ids, _ = detector.detectMarkers(canvas)
        assert sorted(int(i) for i in np.ravel(ids)) == [0, 1, 2, 3]


def test_forms_for_a_pen_say_how_to_mark_and_how_to_correct() -> None:
    form = open_catalogue(None).get("referral_voucher")
    for locale, words in {"ru": ("закрасьте", "крестик")}.items():
        texts = " ".join(form.words[locale].phrases.values()).lower()
        assert all(word in texts for word in words)
