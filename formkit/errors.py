"""Failures of the work. Findings in data are problems, see :mod:`formkit.problems`.

FormkitError
├── UsageError            exit 2   unknown form, field, locale
├── DefinitionError       exit 3   a form or register cannot be loaded
├── InputError            exit 4   a file given by the user cannot be used
├── MissingProgramError   exit 5   a program or package is not installed
└── OfficeError           exit 6   office folder or store
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from formkit.problems import Problem


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


class ExitCode(IntEnum):
    DONE = 0
    PROBLEMS = 1
    USAGE = 2
    DEFINITION = 3
    INPUT = 4
    MISSING_PROGRAM = 5
    OFFICE = 6
    BUG = 70
    INTERRUPTED = 130


class FormkitError(Exception):
    """A failure with its exit code; ``message`` and ``hint`` are English templates of facts."""

    exit_code: ClassVar[ExitCode] = ExitCode.BUG
    message: ClassVar[str] = _("The work could not be finished.")
    hint: ClassVar[str] = ""

    def __init__(self, *, problems: Iterable[Problem] = (), **facts: object) -> None:
        self.facts = {name: str(value) for name, value in facts.items()}
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.message.format_map(Facts(self.facts)))


class Facts(dict[str, str]):
    """Facts for the braces of a message; a brace without one is left as it stands."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class UsageError(FormkitError):
    exit_code = ExitCode.USAGE


class UnknownFormError(UsageError):
    message = _("There is no form “{form}” in the catalogue.{suggestion}")
    hint = _("“formkit catalogue list” shows all forms.")


class FormExistsError(UsageError):
    message = _("There is already a form “{form}” in “{folder}”; it was left as it is.")
    hint = _("Name the new one with --form, or move the old folder away.")


class BadFormNameError(UsageError):
    message = _("“{name}” cannot be the name of a form: use a–z, 0–9 and _, at most 40 characters.")
    hint = _("For example: --form {suggestion}")


class UnknownLocaleError(UsageError):
    message = _("The form “{form}” has no locale “{locale}”.{suggestion}")
    hint = _("It has: {known}.")


class UnknownFieldError(UsageError):
    message = _("The form “{form}” has no field “{field}”.{suggestion}")
    hint = _("“formkit catalogue show {form}” lists its fields.")


class UnknownRegisterError(UsageError):
    message = _("There is no register “{register}”.{suggestion}")


class UnknownFaceError(UsageError):
    message = _("“{form}” cannot be written as “{face}”.{suggestion}")
    hint = _("Possible: {known}.")


class NotSignableError(UsageError):
    message = _("“{face}” cannot be signed.")
    hint = _("Possible: {known}.")


class DefinitionError(FormkitError):
    exit_code = ExitCode.DEFINITION
    message = _("The definitions have errors; nothing was made from them.")
    hint = _("Correct the places named above and run “formkit catalogue check”.")


class TemplateError(DefinitionError):
    message = _("The Word template “{file}” has errors; nothing was made from it.")
    hint = _("“formkit template check {form}” writes them into a copy of the file as comments.")


class InputError(FormkitError):
    exit_code = ExitCode.INPUT
    message = _("The file “{file}” cannot be used.")


class DataError(InputError):
    message = _("The data in “{file}” do not fit the form; nothing was made from them.")
    hint = _("Correct all the places named above and run the command again.")


class UnknownDataError(InputError):
    message = _("“{file}” is not a data file formkit knows.")
    hint = _("Use YAML, JSON, JSON lines (.jsonl), CSV or Excel (.xlsx).")


class FileMissingError(InputError):
    message = _("There is no file “{file}”.")


class BadKeyError(InputError):
    message = _("“{file}” cannot be used for signing: {reason}.")
    hint = _("It must be a PKCS#12 file (.p12, .pfx) with a certificate; check the passphrase.")


class NotReviewError(InputError):
    message = _("“{file}” is no workbook of questions; nothing was taken from it.")
    hint = _("Make one: formkit review export FILE.xlsx")


class NotAdoptableError(InputError):
    message = _("“{file}” cannot become a form; nothing was made from it.")
    hint = _("Ask whoever publishes it for a fillable PDF made of AcroForm fields.")


class MissingProgramError(FormkitError):
    exit_code = ExitCode.MISSING_PROGRAM
    message = _("{program} is needed for this and is not installed.")
    hint = _("Install it: {install}")


class ProgramFailedError(MissingProgramError):
    message = _("{program} could not make what was asked of it: {reason}.")
    hint = _("Try again; then repair or reinstall it: {install}")


class OfficeError(FormkitError):
    exit_code = ExitCode.OFFICE


class NoOfficeError(OfficeError):
    message = _("“{folder}” is not an office folder: it has no formkit.toml.")
    hint = _("Go to the office folder, name it with --office, or make one: formkit init DIR.")


class OfficeExistsError(OfficeError):
    message = _("“{folder}” is already an office folder; it was left as it is.")


class FolderNotEmptyError(OfficeError):
    message = _("The folder “{folder}” is not empty; it was left as it is.")
    hint = _("Name a new or an empty folder.")


class TemplateExistsError(OfficeError):
    message = _("The office already has the Word template “{file}”; it was left as it is.")
    hint = _("Rename that file, or name another one with -o.")


class BadSettingsError(OfficeError):
    message = _("The settings in “{file}” cannot be used: {reason}.")


class StoreError(OfficeError):
    message = _("The register store cannot be used: {reason}.")
    hint = _("Nothing was changed. “formkit doctor” checks the office folder.")


class NoSpaceError(OfficeError):
    message = _("The disk is full: “{file}” could not be written. Nothing was left half-written.")
    hint = _("Free some space and run the command again; it goes on where it stopped.")


class ReadOnlyError(OfficeError):
    message = _("“{file}” cannot be written: {reason}. Nothing was left half-written.")
    hint = _("Ask for the right to write in the office folder; “formkit doctor” checks it.")


class RefusedError(FormkitError):
    exit_code = ExitCode.PROBLEMS
    message = _("The rules do not let “{form}” leave the office; nothing was issued.")
    hint = _("What lifts it stands with each rule; no number was used up.")


class NoAccessError(OfficeError):
    message = _("“{actor}” may not see who the clients are; nothing was shown.")
    hint = _("The head names those who may in formkit.toml, [rules.R26] readers.")


class BadPeriodError(UsageError):
    message = _("“{period}” is not a period.")
    hint = _("Write 2026-11 for a month, 2026-Q4 for a quarter, 2026 for a year.")


class UnknownRecordError(UsageError):
    message = _("There is no record “{record}” in the register.{suggestion}")


class CannotMergeError(UsageError):
    message = _("“{record}” and “{other}” cannot be merged: both must be records in use.")


class NotMergedError(UsageError):
    message = _("“{record}” was not merged into another record; nothing was changed.")


class UnknownClientError(UsageError):
    message = _("There is no client “{client}” in the register.{suggestion}")
