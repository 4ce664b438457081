"""Signing from the command line: where the passphrase comes from, and what a reader is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from key_file import PASSPHRASE, SIGNER, key_file

from formkit import bundled
from formkit.cli.main import run
from formkit.language.text import use_language

pytest.importorskip("pyhanko")
SAMPLE = str(bundled("samples") / "referral_voucher" / "typical.yaml")


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "office.p12"
    path.write_bytes(key_file())
    return path


def fill(*more: str, face: str = "fillable") -> int:
    form = ["referral_voucher", "--data", SAMPLE, "-l", "ru", "--to", face]
    return run(["fill", *form, *more])


def read(path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    run(["read", "--json", str(path)])
    return json.loads(capsys.readouterr().out)[0]


def test_the_passphrase_comes_from_a_file(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret, out = tmp_path / "secret", tmp_path / "voucher.pdf"
    secret.write_text(f"{PASSPHRASE}\n", "utf-8")
    assert fill("--sign", str(key), "--passphrase-file", str(secret), "-o", str(out)) == 0
    found = read(out, capsys)
    assert found["values"]["issuer_signature"] is True or found["values"]["issuer_signature"]
    told = [p for p in found["problems"] if p["code"] == "DOCUMENT_SIGNED"]
    assert [SIGNER in p["message"] for p in told] == [True]


def test_the_passphrase_comes_from_the_environment(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORMKIT_PASSPHRASE", PASSPHRASE)
    out = tmp_path / "voucher.pdf"
    assert fill("--sign", str(key), "--verify", "-o", str(out), face="pdf") == 0
    assert b"ETSI.CAdES.detached" in out.read_bytes()


def test_a_wrong_passphrase_signs_nothing(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORMKIT_PASSPHRASE", "guessed")
    out = tmp_path / "voucher.pdf"
    assert fill("--sign", str(key), "-o", str(out)) == 4
    told = capsys.readouterr().err
    assert "office.p12" in told
    assert "guessed" not in told
    assert not out.exists()


def test_only_a_pdf_is_signed(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fill("--sign", str(key), "-o", str(tmp_path / "voucher.docx"), face="docx") == 2
    assert "pdf, fillable" in capsys.readouterr().err
