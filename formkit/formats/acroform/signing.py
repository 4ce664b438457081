"""Electronic signatures: put on documents of ours, and looked at on those that come back.

The only home of pyHanko, an optional package.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from formkit.errors import BadKeyError, MissingProgramError
from formkit.problems import Code, Problem, Severity, Where, problem

if TYPE_CHECKING:
    from datetime import datetime

    from formkit.formats.acroform.font import FormFont

PACKAGE = "pyHanko"
INSTALL = 'pip install "formkit[sign]"'
_INVISIBLE = "Signature"
"""Field made for a signature where the document has none to be signed."""


@dataclass(frozen=True, slots=True)
class Key:
    """A private key with its certificates, opened."""

    signer: Any
    name: str
    """Common name of the certificate."""


def open_key(data: bytes, passphrase: str | None, file: str) -> Key:
    """The key of a PKCS#12 file.

    Raises:
        MissingProgramError: pyHanko is not installed.
        BadKeyError: no key, or another passphrase.
    """
    require_package()
    from pyhanko.sign import SimpleSigner

    secret = passphrase.encode() if passphrase is not None else None
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    try:
        signer = SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=secret)
    except (ValueError, TypeError, AttributeError) as error:  # the last for no certificate
        raise BadKeyError(file=file, reason=error) from error
    if signer is None or signer.signing_cert is None:
        raise BadKeyError(file=file, reason="no key with its certificate could be opened")
    return Key(signer, str(signer.subject_name))


def sign(data: bytes, key: Key, *, field: str | None, moment: datetime) -> bytes:
    """The file with a signed revision; later revisions may fill in its other fields.

    Args:
        data: a file of ours; its bytes stay as they are.
        key: who signs.
        field: an empty signature field; None for an invisible one, after which nothing may change.
        moment: shown in the field.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter

    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    permission = MDPPerm.NO_CHANGES if field is None else MDPPerm.FILL_FORMS
    metadata = signers.PdfSignatureMetadata(
        field_name=field or _INVISIBLE,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=not _has_signature(data),
        docmdp_permissions=permission,
    )
    style = None if field is None else _picture(writer, field, key.name, moment)
    spec = SigFieldSpec(_INVISIBLE) if field is None else None
    work = signers.PdfSigner(metadata, key.signer, stamp_style=style, new_field_spec=spec)
    signed = io.BytesIO()
    work.sign_pdf(writer, output=signed)
    return signed.getvalue()


def _has_signature(data: bytes) -> bool:
    return b"/ByteRange" in data


def _picture(writer: Any, field: str, name: str, moment: datetime) -> Any:
    """Name and day in the form's own font: PDF/A allows no other."""
    from pyhanko.pdf_utils.content import PdfResources, RawContent
    from pyhanko.pdf_utils.generic import DictionaryObject, NameObject
    from pyhanko.pdf_utils.layout import (
        AxisAlignment,
        BoxConstraints,
        Margins,
        SimpleBoxLayoutRule,
    )
    from pyhanko.stamp import StaticStampStyle

    from formkit.formats.acroform.font import ALIAS, shipped_font

    fields = writer.root["/AcroForm"]["/Fields"]
    item = next(each.get_object() for each in fields if str(each.get_object()["/T"]) == field)
    left, bottom, right, top = (float(side) for side in item["/Rect"])
    width, height = right - left, top - bottom
    font = writer.root["/AcroForm"]["/DR"]["/Font"].raw_get(f"/{ALIAS}")
    drawn = _signature(shipped_font(), (width, height), name, moment)
    middle = AxisAlignment.ALIGN_MID
    resources = PdfResources()
    resources.font.update(DictionaryObject({NameObject(f"/{ALIAS}"): font}))
    return StaticStampStyle(
        border_width=0,
        background=RawContent(drawn, resources, BoxConstraints(width, height)),
        background_layout=SimpleBoxLayoutRule(middle, middle, Margins(0, 0, 0, 0)),
    )


def _signature(font: FormFont, size_pt: tuple[float, float], name: str, moment: datetime) -> bytes:
    from formkit.formats.acroform.appearance import line

    width, height = size_pt
    half = (width, height / 2)
    above, below = line(font, name, half), line(font, f"{moment:%Y-%m-%d %H:%M}", half)
    return b"q 1 0 0 1 0 %.2f cm %s Q %s" % (height / 2, above.content, below.content)


def check(data: bytes) -> list[Problem]:
    """What is to be said about the signatures of a file.

    Problems: DOCUMENT_SIGNED, DOCUMENT_FILLED_AFTER_SIGNING, DOCUMENT_SIGNATURE_BROKEN,
    DOCUMENT_SIGNATURE_UNCHECKED. Nobody is asked over the network, and no certificate is trusted.
    """
    if not _has_signature(data):
        return []
    if find_spec("pyhanko") is None:
        return [problem(Code.DOCUMENT_SIGNATURE_UNCHECKED, Severity.WARNING, install=INSTALL)]
    from pyhanko.pdf_utils.reader import PdfFileReader

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        signatures = PdfFileReader(io.BytesIO(data), strict=False).embedded_regular_signatures
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file makes it raise
        return [_broken("", error)]
    return [_checked(each) for each in signatures]


def _checked(signature: Any) -> Problem:
    """One signature: intact and last, intact and followed by changes, or broken."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    field = str(signature.field_name or "")
    try:
        signer = str(signature.signer_cert.subject.native.get("common_name", "")) or "?"
        trusted = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
        status = validate_pdf_signature(signature, trusted)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file makes it raise
        return _broken(field, error)
    if not (status.intact and status.valid):
        return _broken(field, "the signed bytes were changed")
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        found = problem(Code.DOCUMENT_SIGNED, Severity.INFO, signer=signer)
        return found.at(path=field)
    level = status.modification_level
    is_filled = level is not None and level <= ModificationLevel.FORM_FILLING
    severity = Severity.WARNING if is_filled and status.docmdp_ok else Severity.ERROR
    facts = {"signer": signer, "field": field}
    return problem(Code.DOCUMENT_FILLED_AFTER_SIGNING, severity, Where(path=field), **facts)


def _broken(field: str, reason: object) -> Problem:
    where = Where(path=field) if field else Where()
    return problem(Code.DOCUMENT_SIGNATURE_BROKEN, where=where, field=field, reason=reason)


def require_package() -> None:
    if find_spec("pyhanko") is None:
        raise MissingProgramError(program=PACKAGE, install=INSTALL)
