"""The code of the form mark: QR version 3, level Q, alphanumeric, always mask 3 (ISO/IEC 18004).

Everything but the text is fixed, so a code costs a twentieth of a general encoder's time.
segno draws the frame once; from then on only the data modules are computed.
"""

from __future__ import annotations

from functools import cache

from formkit.formats.formmark import QR_MODULES

MASK = 3
CAPACITY = 47
"""Alphanumeric characters of version 3, level Q."""
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_BLOCK_DATA, _BLOCK_CHECK = 17, 18
_WORDS = 2 * (_BLOCK_DATA + _BLOCK_CHECK)
_DATA_BITS = 2 * _BLOCK_DATA * 8


def qr_rows(text: str) -> tuple[int, ...]:
    """The code's rows from the top; the highest of 29 bits is the left module, 1 is dark.

    Raises:
        ValueError: the text is too long or has a character outside the alphanumeric set.
    """
    code, placed = _frame(), _placed()
    for place, digit in enumerate(_final_words(_codewords(text)).hex()):
        code ^= placed[place][digit]
    row = (1 << QR_MODULES) - 1
    return tuple(
        code >> shift & row for shift in range(QR_MODULES * (QR_MODULES - 1), -1, -QR_MODULES)
    )


def _codewords(text: str) -> bytes:
    if len(text) > CAPACITY or any(character not in _VALUE for character in text):
        raise ValueError(f"not for a QR code of version 3-Q: {text!r}")
    values = [_VALUE[character] for character in text]
    bits, length = 0b0010 << 9 | len(values), 13
    for first, second in zip(values[::2], values[1::2], strict=False):
        bits = bits << 11 | first * 45 + second
        length += 11
    if len(values) % 2:
        bits, length = bits << 6 | values[-1], length + 6
    spare = min(4, _DATA_BITS - length)
    spare += -(length + spare) % 8
    data = (bits << spare).to_bytes((length + spare) // 8)
    missing = _DATA_BITS // 8 - len(data)
    return data + (b"\xec\x11" * missing)[:missing]


def _final_words(data: bytes) -> bytes:
    """Both blocks interleaved, data before check codewords."""
    first, second = data[:_BLOCK_DATA], data[_BLOCK_DATA:]
    words = bytearray(_WORDS)
    words[0 : 2 * _BLOCK_DATA : 2], words[1 : 2 * _BLOCK_DATA : 2] = first, second
    words[2 * _BLOCK_DATA :: 2] = _check_codewords(first)
    words[2 * _BLOCK_DATA + 1 :: 2] = _check_codewords(second)
    return bytes(words)


def _check_codewords(block: bytes) -> bytes:
    """Remainder of the Reed-Solomon division, one table row a byte."""
    table, mask = _remainders(), (1 << 8 * _BLOCK_CHECK) - 1
    rest = 0
    for byte in block:
        rest = ((rest << 8) & mask) ^ table[(rest >> 8 * (_BLOCK_CHECK - 1)) ^ byte]
    return rest.to_bytes(_BLOCK_CHECK, "big")


@cache
def _remainders() -> tuple[int, ...]:
    """For every leading byte the generator polynomial times it, as an integer of 18 bytes."""
    powers, logs = _field()
    generator = [1]
    for root in range(_BLOCK_CHECK):
        generator.append(0)
        for place in range(len(generator) - 1, 0, -1):
            if generator[place - 1]:
                generator[place] ^= powers[(logs[generator[place - 1]] + root) % 255]
    rows = [
        bytes(powers[(logs[factor] + logs[byte]) % 255] for factor in generator[1:])
        for byte in range(1, 256)
    ]
    return (0, *(int.from_bytes(row, "big") for row in rows))


def _field() -> tuple[list[int], dict[int, int]]:
    """Powers and logarithms of GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1."""
    powers, element = [], 1
    for _ in range(255):
        powers.append(element)
        element = element << 1 ^ (0x11D if element & 0x80 else 0)
    return powers, {element: exponent for exponent, element in enumerate(powers)}


@cache
def _frame() -> int:
    """Function patterns with the mask already in the data modules, as one integer of all rows."""
    import segno

    code = segno.make("0", version=3, error="q", mask=MASK, boost_error=False)
    modules = [
        int(is_dark) if _is_function(row, column) else int((row + column) % 3 == 0)
        for row, line in enumerate(code.matrix)
        for column, is_dark in enumerate(line)
    ]
    return int("".join(map(str, modules)), 2)


@cache
def _placed() -> tuple[dict[str, int], ...]:
    """For every half codeword the modules that each of its sixteen values turns."""
    last = QR_MODULES * QR_MODULES - 1
    bits = [1 << last - (row * QR_MODULES + column) for row, column in _zigzag()]
    return tuple(
        {
            f"{value:x}": sum(bits[start + i] for i in range(4) if value & 8 >> i)
            for value in range(16)
        }
        for start in range(0, _WORDS * 8, 4)
    )


def _is_function(row: int, column: int) -> bool:
    """Finders with format information, timing, alignment: what is the same in every code."""
    far = QR_MODULES - 8
    if (row < 9 and (column < 9 or column >= far)) or (row >= far and column < 9):
        return True
    return row == 6 or column == 6 or (20 <= row <= 24 and 20 <= column <= 24)


def _zigzag() -> list[tuple[int, int]]:
    """Data modules in their order: two columns at a time, up and down, from the right."""
    places = []
    rows = range(QR_MODULES)
    for turn, right in enumerate([*range(QR_MODULES - 1, 6, -2), *range(5, 0, -2)]):
        for row in reversed(rows) if turn % 2 == 0 else rows:
            places += [(row, c) for c in (right, right - 1) if not _is_function(row, c)]
    return places
