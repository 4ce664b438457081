"""What ``formkit fill`` does: one document for every record of a data file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formkit.cli import report
from formkit.cli.inputs import (
    deliver,
    form_and_locale,
    open_definitions,
    open_prepared,
    organisation_of,
    read_data_file,
)

if TYPE_CHECKING:
    from formkit.formats.acroform.signing import Key


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


def fill_records(
    form: str,
    data: str,
    locale: str | None,
    face: str,
    output: Path | None,
    options: Mapping[str, Any],
) -> None:
    """Every document is verified and signed as the options of the command say.

    Raises:
        NotSignableError, MissingProgramError, BadKeyError, FileMissingError, DataError
    """
    from formkit.actions.fill import fill_copies, write_copy
    from formkit.cli.monitoring import log_filled

    key, office = _key(face, options), options["office"]
    definitions = open_definitions(office)
    definition, locale = form_and_locale(definitions, form, locale)
    records, own = read_data_file(data), organisation_of(office)
    copies = fill_copies(definition, records, locale=locale, face=face, office=own)
    log_filled(office, copies)
    prepared = open_prepared(office, definitions)
    for copy in report.progress(copies, _("Documents")):
        is_verified = options["is_verified"]
        written = write_copy(copy, face, prepared, is_verified=is_verified, key=key)
        deliver(written.content, output, written.name, is_single=len(copies) == 1)


def _key(face: str, options: Mapping[str, Any]) -> Key | None:
    if options["key_file"] is None:
        return None
    from formkit.actions.fill import require_signable
    from formkit.cli.signing import opened_key

    require_signable(face)
    return opened_key(options["key_file"], options["passphrase_file"])
