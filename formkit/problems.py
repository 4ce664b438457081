"""Findings as data: what was found, where, how grave. A problem is never raised."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, unique
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


class Severity(Enum):
    """ERROR keeps a value out of the register; WARNING and INFO do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@unique
class Code(Enum):
    """Every finding by name; the value is its English sentence with named facts in braces."""

    # definitions of forms and registers
    DEFINITION_NOT_YAML = _("The file is not valid YAML: {reason}.")
    DEFINITION_UNKNOWN_KEY = _("Unknown key “{key}”.{suggestion} Known here: {known}.")
    DEFINITION_MISSING_KEY = _("The key “{key}” is missing; it is needed for {purpose}.")
    DEFINITION_WRONG_VALUE = _("“{key}” is “{value}”; expected {expected}.")
    DEFINITION_BAD_NAME = _(
        "The name “{name}” is not allowed: use a–z, 0–9 and _, at most 40 characters, "
        "starting with a letter.{suggestion}"
    )
    DEFINITION_DUPLICATE_NAME = _("The name “{name}” is used twice; names are unique in a form.")
    DEFINITION_DUPLICATE_CODE = _("The code “{code}” belongs to the form “{form}” already.")
    DEFINITION_UNKNOWN_TYPE = _("Unknown field type “{type}”.{suggestion} Types: {known}.")
    DEFINITION_UNKNOWN_FIELD = _("“{name}” is not a field of this form.{suggestion}")
    DEFINITION_UNKNOWN_REGISTER = _("There is no register “{register}”.{suggestion}")
    DEFINITION_UNKNOWN_COLUMN = _("The register “{register}” has no column “{column}”.{suggestion}")
    DEFINITION_UNKNOWN_SHARED = _("There is no shared group or choice list “{name}”.{suggestion}")
    DEFINITION_BAD_CONDITION = _("The condition “{condition}” cannot be used: {reason}.")
    DEFINITION_BAD_MASK = _("The number mask “{mask}” cannot be used: {reason}.")
    LOCALE_MISSING_WORD = _("The locale “{locale}” has no text for {what}.")
    LOCALE_UNKNOWN_WORD = _("The locale “{locale}” has a text for {what}, which the form lacks.")
    LOCALE_MIXED_LETTERS = _(
        "“{text}” mixes Latin and Cyrillic letters that look alike; one of them is a slip."
    )
    PROSE_BAD_EXPRESSION = _("The expression “{expression}” cannot be used: {reason}.")
    PROSE_UNBALANCED = _("“{tag}” has no matching end or beginning.")
    PROSE_WIDGET_COUNT = _(
        "The field “{name}” stands {count} times in the document; it must stand there once."
    )
    # values
    VALUE_UNKNOWN_FIELD = _("There is no field “{name}” in this form.{suggestion}")
    VALUE_REQUIRED = _("“{label}” must be filled in.")
    VALUE_NOT_A_DATE = _("“{text}” is not a date. Write it like {example}.")
    VALUE_NOT_A_TIME = _("“{text}” is not a time. Write it like {example}.")
    VALUE_NOT_A_NUMBER = _("“{text}” is not a number. Write it like {example}.")
    VALUE_OUT_OF_RANGE = _("“{text}” is outside the allowed range from {least} to {most}.")
    VALUE_NOT_A_CHOICE = _("“{text}” is not one of the choices.{suggestion} Choices: {known}.")
    VALUE_TOO_LONG = _("The text has {length} characters; {limit} are allowed.")
    VALUE_TOO_MANY_ROWS = _("There are {rows} rows; the printed form has room for {limit}.")
    VALUE_BAD_CHECK_DIGIT = _(
        "The number “{text}” fails its check digit: a digit is wrong, missing or swapped."
    )
    VALUE_BAD_FORMAT = _("“{text}” does not have the expected form {expected}.")
    VALUE_BAD_CHARACTER = _("The text contains characters that cannot be printed: {characters}.")
    VALUE_WRONG_SHAPE = _("Expected {expected}, found {found}.")
    VALUE_SEVERAL_MARKED = _("Several boxes are marked where one is allowed: {texts}.")
    VALUE_NOT_IN_REGISTER = _("“{text}” is not in the register “{register}”.{suggestion}")
    VALUE_AMBIGUOUS = _("“{text}” fits several records of the register “{register}”.")
    VALUE_OVERFLOW = _("The text does not fit into its box on paper; {left} characters remain.")
    VALUE_NO_GLYPH = _("The font has no glyph for: {characters}.")
    VALUE_DIFFERS_FROM_ISSUED = _(
        "The office issued “{issued}”, the returned document says “{text}”."
    )
    # documents that come back
    DOCUMENT_EMPTY_FILE = _("The file is empty.")
    DOCUMENT_NOT_PDF = _("The file is not a PDF.")
    DOCUMENT_DAMAGED = _("The PDF is damaged or incomplete and cannot be read: {reason}.")
    DOCUMENT_ENCRYPTED = _("The PDF is protected by a password.")
    DOCUMENT_XFA = _("The PDF is a dynamic XFA form, which only Adobe software can show.")
    DOCUMENT_TOO_LARGE = _("The file has {size_mib} MiB; at most {limit_mib} MiB are read.")
    DOCUMENT_LIMIT = _("Reading was stopped at a safety limit: {limit}.")
    DOCUMENT_NOT_OURS = _("The PDF carries no form mark: it was not made by this program.")
    DOCUMENT_NO_FIELDS = _("The PDF has no fillable fields; it may have been printed to PDF.")
    DOCUMENT_UNKNOWN_FORM = _("The form “{form}” is not in the catalogue.{suggestion}")
    DOCUMENT_OTHER_VERSION = _("The document is version {found} of “{form}”; current is {current}.")
    DOCUMENT_OTHER_GEOMETRY = _(
        "The document was made from another edition of “{form}” than the one in the catalogue."
    )
    DOCUMENT_MARKS_DISAGREE = _("The marks inside the file disagree: {marks}.")
    DOCUMENT_NOT_ISSUED = _("Document {document} was not issued by this office.")
    DOCUMENT_REPEATED = _("Document {document} was already collected with the same answers.")
    DOCUMENT_CONFLICT = _(
        "Document {document} was already collected with other answers; both copies are kept."
    )
    DOCUMENT_UNKNOWN_FIELD = _("The PDF has a field “{name}” that the form lacks.")
    DOCUMENT_MISSING_FIELD = _("The PDF lacks the field “{name}” of the form.")
    DOCUMENT_ACTIVE_CONTENT = _("The PDF contains active content ({kinds}); it was not run.")
    DOCUMENT_SAME_FILE = _("The same file was already received.")
    # data files and workbooks
    DATA_NOT_READABLE = _("The data file cannot be read: {reason}.")
    DATA_UNKNOWN_COLUMN = _("The column “{column}” is not a field of this form.{suggestion}")
    DATA_NO_ROWS = _("The data file has no rows.")
    # Word templates
    TEMPLATE_NO_PLACEHOLDER = _("The template never uses the required field “{name}”.")
    TEMPLATE_UNKNOWN_NAME = _(
        "“{name}” is neither a field nor a record of this form.{suggestion} In: “{place}”."
    )
    TEMPLATE_UNKNOWN_PART = _("“{name}” has no part “{part}”.{suggestion} In: “{place}”.")
    TEMPLATE_UNKNOWN_FILTER = _("There is no filter “{filter}”.{suggestion} In: “{place}”.")
    TEMPLATE_BROKEN_BRACES = _(
        "“{text}” looks like a tag with broken braces; write {{{{ name }}}} or {{%p if … %}}. "
        "In: “{place}”."
    )
    TEMPLATE_BAD_TAG = _("This tag cannot be read: {reason}. In: “{place}”.")
    TEMPLATE_NOT_A_TABLE = _("“{name}” is not a table; only a table is repeated. In: “{place}”.")
    TEMPLATE_SINGLE_BRACES = _(
        "“{text}” stays as it stands; a field needs double braces: {{{{ name }}}}. In: “{place}”."
    )
    TEMPLATE_UNKNOWN_TAG = _("There is no tag “{tag}”.{suggestion} Tags: {known}. In: “{place}”.")
    TEMPLATE_UNBALANCED = _("“{tag}” has no matching “{partner}”. In: “{place}”.")
    TEMPLATE_WRONG_SCOPE = _(
        "“{tag}” ends “{opening}”: both must stand for the same thing, a paragraph (p), "
        "a row (tr) or a cell (tc). In: “{place}”."
    )
    TEMPLATE_CROSSING = _(
        "“{tag}” ends “{opening}”, which stands in another cell, table or box. In: “{place}”."
    )
    TEMPLATE_NOT_IN_TABLE = _("“{tag}” stands for a row or cell but is in no table. In: “{place}”.")
    TEMPLATE_NOT_ALONE = _(
        "“{tag}” takes away all that stands beside it; this text would be lost: “{text}”."
    )
    TEMPLATE_MENDED_QUOTES = _(
        "The quotation marks in “{tag}” were read as “{mended}”. In: “{place}”."
    )
    TEMPLATE_MENDED_LETTERS = _(
        "“{tag}” has letters of another alphabet that look alike; it was read as “{mended}”. "
        "In: “{place}”."
    )
    TEMPLATE_TRACKED_CHANGES = _(
        "The template has {count} tracked changes; documents are made as if all were accepted."
    )
    TEMPLATE_COMMENTS = _("The template has {count} comments; documents are made without them.")
    TEMPLATE_TAG_IN_PROPERTIES = _(
        "Tags in the properties of the file are not filled in; take “{text}” out."
    )
    TEMPLATE_BROKEN_STRUCTURE = _(
        "Documents made from this template would be damaged: tags cut through a table or "
        "paragraph ({reason})."
    )
    TEMPLATE_NO_GENDER = _(
        "The gender of “{text}” is not known, so “{filter}” cannot choose the right form; "
        "add it to the record. In: “{place}”."
    )
    TEMPLATE_WRONG_VALUE = _("“{filter}” needs {expected}, found “{text}”. In: “{place}”.")

    @property
    def token(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Where:
    """A place; every part is optional. Lines and pages count from 1."""

    file: str | None = None
    line: int | None = None
    sheet: str | None = None
    cell: str | None = None
    page: int | None = None
    path: str | None = None
    """Field name or dotted path inside a record, e.g. ``items.2.amount`` (rows from 1)."""


@dataclass(frozen=True, slots=True)
class Problem:
    code: Code
    where: Where = Where()
    severity: Severity = Severity.ERROR
    values: Mapping[str, str] = field(default_factory=dict)
    """Facts for the braces of the message; may hold personal data, so never log it."""

    def __hash__(self) -> int:
        return hash((self.code, self.where, self.severity, tuple(sorted(self.values.items()))))

    def at(self, **parts: object) -> Problem:
        """The same finding with some parts of its place set."""
        return replace(self, where=replace(self.where, **parts))  # type: ignore[arg-type]


def problem(
    code: Code, severity: Severity = Severity.ERROR, /, where: Where | None = None, **facts: object
) -> Problem:
    """Build a problem; facts become text."""
    texts = {name: str(value) for name, value in facts.items()}
    return Problem(code, where or Where(), severity, texts)


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(p.severity is Severity.ERROR for p in problems)
