"""Why a whole workbook is not taken: better none of it than half of a disaster."""

from __future__ import annotations

from formkit.errors import InputError


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


class WorkbookError(InputError):
    """The workbook stays as it is, and the registers too."""

    message = _("The workbook cannot be read: {reason}.")
    hint = _("Take the last good copy from the history folder, or save it again as .xlsx.")


class NoSheetsError(WorkbookError):
    message = _("The workbook has no sheet of a register: no row of column titles was found.")
    hint = _("Bring the row with the column titles back, or run “formkit publish” for a new one.")


class TokensMissingError(WorkbookError):
    message = _(
        "Sheet “{sheet}”: the hidden first column “_fk” is gone, so rows cannot be told apart. "
        "Nothing was taken from the workbook."
    )
    hint = _("Undo the deletion, or copy your changes into a new workbook.")


class OtherOfficeError(WorkbookError):
    message = _(
        "The workbook is of another office: none of its rows was written by this one. "
        "Nothing was taken from it."
    )
    hint = _("Copy its rows without the hidden first column into the workbook of this office.")


class ColumnTwiceError(WorkbookError):
    message = _(
        "Sheet “{sheet}”: the column “{column}” stands there twice. "
        "Nothing was taken from the workbook."
    )
    hint = _("Rename or delete the copy that is not meant.")


class RowsMixedError(WorkbookError):
    message = _(
        "Sheet “{sheet}”, column “{column}”: {rows} rows hold the values of other rows, as if the "
        "column had been sorted without the others. Nothing was taken from the workbook."
    )
    hint = _("Undo the sorting, or take the last good copy from the history folder.")


class RowsMissingError(WorkbookError):
    message = _(
        "Sheet “{sheet}”: {rows} of {all} rows are gone. Nothing was taken from the workbook."
    )
    hint = _("Rows are never deleted that way; to withdraw a record set its status.")


class ColumnEmptiedError(WorkbookError):
    message = _(
        "Sheet “{sheet}”, column “{column}”: {rows} of {all} values were deleted. "
        "Nothing was taken from the workbook."
    )
    hint = _("Undo the deletion, or take the last good copy from the history folder.")


class ColumnAlikeError(WorkbookError):
    message = _(
        "Sheet “{sheet}”, column “{column}”: {rows} of {all} different values became one and the "
        "same, as if one cell had been pulled down by accident. Nothing was taken from the "
        "workbook."
    )
    hint = _("Undo it; if it was meant, change a few rows at a time.")


class WorkbookLockedError(WorkbookError):
    message = _("The workbook is protected by a password and cannot be read.")
    hint = _("Open it with its password and save it without one.")
