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
    PROSE_FIELD_HIDDEN = _(
        "“{name}” has no place on the empty document: a condition leaves it out there. Nobody "
        "could fill it in."
    )
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
    VALUE_DOUBTFUL = _(
        "What stands here cannot be told for certain; it may be “{text}”. Look at the page."
    )
    VALUE_NOT_IN_REGISTER = _("“{text}” is not in the register “{register}”.")
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
    DOCUMENT_CORRECTED = _(
        "Document {document} was collected before; this later copy corrects it: {columns}."
    )
    DOCUMENT_FORMER_VERSION = _(
        "The document is of version {found} of “{form}” and was read as that version was defined."
    )
    DOCUMENT_ROW_GONE = _(
        "The correction of {document} has no row any more for “{record}”, which was changed in the "
        "register; it stays."
    )
    DOCUMENT_UNKNOWN_FIELD = _("The PDF has a field “{name}” that the form lacks.")
    DOCUMENT_MISSING_FIELD = _("The PDF lacks the field “{name}” of the form.")
    DOCUMENT_ACTIVE_CONTENT = _("The PDF contains active content ({kinds}); it was not run.")
    DOCUMENT_SHEET_MISSING = _(
        "The text goes on on a continuation sheet, entry [{entry}], which is not in the file."
    )
    DOCUMENT_ROWS_NOT_READ = _(
        "The page is a continuation sheet with rows of a table; they were not read from it."
    )
    DOCUMENT_SIGNED = _(
        "Signed by {signer}; nothing has changed since. Who stands behind the certificate was not "
        "checked."
    )
    DOCUMENT_SIGNATURE_BROKEN = _("The signature in “{field}” does not hold: {reason}.")
    DOCUMENT_FILLED_AFTER_SIGNING = _(
        "The document was filled in after {signer} had signed it in “{field}”."
    )
    DOCUMENT_SIGNATURE_UNCHECKED = _(
        "The document is signed; the signature was not checked: {install} is needed for that."
    )
    DOCUMENT_SAME_FILE = _("The same file was already received.")
    # scanned and photographed pages
    SCAN_NOT_INSTALLED = _(
        "The file is a picture; {missing} is missing to read it. It stays where it is. Install: "
        "{install}"
    )
    SCAN_NOT_AN_IMAGE = _(
        "The file is no picture that can be read: send PDF, TIFF, JPEG, PNG or HEIC."
    )
    SCAN_DAMAGED = _("The picture is damaged or incomplete: {reason}.")
    SCAN_TOO_LARGE = _(
        "The picture has {width} × {height} pixels; it was not opened. Scan at 300 dpi."
    )
    SCAN_TOO_COARSE = _(
        "The picture has only {width} × {height} pixels; nothing can be read. Scan at 300 dpi."
    )
    SCAN_TOO_MANY_PAGES = _("The file has {pages} pages; only the first {limit} were read.")
    SCAN_EMPTY_PAGE = _("Nothing stands on the page.")
    SCAN_NO_MARK = _("The page carries no form mark that can be read: it may be another paper.")
    SCAN_UNKNOWN_PAPER = _("The page is of “{form}” version {version}, of which no blank is kept.")
    SCAN_NOT_REGISTERED = _(
        "It cannot be proven how the page lies or from which edition of “{form}” it was printed "
        "({agreement} of its print was found in place); nothing was read."
    )
    SCAN_KNOWN_BY_LIKENESS = _(
        "The code could not be decoded; the page is most like document {document} of all that "
        "are awaited. Confirm it."
    )
    SCAN_IS_COPY = _("The page is a copy or fax in black and white; faint marks may be gone.")
    SCAN_PAGE_MISSING = _("Of {of} pages still missing: {pages}.")
    SCAN_PAGE_REPEATED = _("Page {page} came more than once; one picture was used.")
    SCAN_PAGES_DIFFER = _("Page {page} came more than once and differs in: {fields}.")
    VALUE_HANDWRITTEN = _("Something is written here by hand: type what it says.")
    VALUE_CORRECTED_MARK = _(
        "A box is filled all over: a mark taken back, or a heavy one? Look at the page."
    )
    VALUE_PRINT_ALTERED = _("What the office had printed here looks changed: “{text}”.")
    # forms of others, bound to their PDF
    XLSFORM_LEFT_OUT = _("“{name}” was left out or left unsaid: {reason}.")
    ORIGINAL_PUSH_BUTTON = _("“{name}” only starts an action and asks nothing; it was left out.")
    ORIGINAL_NO_NAME = _("A field has no name, so nothing can be stored in it; it was left out.")
    ORIGINAL_TWO_KINDS = _("“{name}” is the name of several fields of unlike kind; left out.")
    ORIGINAL_UNKNOWN_KIND = _("The PDF does not say what kind of field “{name}” is; left out.")
    ORIGINAL_SECRET = _("“{name}” hides what is typed into it or asks for a file; left out.")
    ORIGINAL_BARCODE = _("“{name}” is a barcode that only Adobe software draws; left out.")
    ORIGINAL_NOT_SEEN = _(
        "“{name}” is hidden or stands on no page; nobody could check it; left out."
    )
    ORIGINAL_ALREADY_SIGNED = _("“{name}” is already signed; it was left out.")
    ORIGINAL_NO_CHOICES = _("“{name}” has nothing to choose from; scripts may fill it; left out.")
    ORIGINAL_BAD_STATES = _("The boxes of “{name}” have no readable states to tell; left out.")
    ORIGINAL_LOOSE_BOXES = _(
        "{count} boxes on the pages belong to no field: what is put into them is not stored."
    )
    ORIGINAL_NO_WORDS = _(
        "The text of the pages cannot be read; fields are labelled by their names."
    )
    ORIGINAL_SIGNED = _(
        "The PDF is signed: answers are added behind it and every byte of it stays; viewers will "
        "say that it was filled in after signing."
    )
    ORIGINAL_SIGNED_FINAL = _(
        "The signature on the PDF allows no change: viewers will call it broken in filled copies."
    )
    ORIGINAL_XFA = _(
        "The PDF holds the form a second time for Adobe software; copies leave that out."
    )
    ORIGINAL_USAGE_RIGHTS = _("The PDF has rights for Adobe Reader; filled copies do without them.")
    ORIGINAL_IS_OURS = _("The PDF was made by this program from the form “{form}”: use that form.")
    ORIGINAL_PROTECTED = _("The owner of the PDF does not allow that it is filled in.")
    ORIGINAL_MISSING = _("The PDF “{file}” the form is bound to is not in its folder.")
    ORIGINAL_CHANGED = _(
        "“{file}” is not the PDF this form was drafted from: put that one back, or adopt the new "
        "one as a form of its own."
    )
    ORIGINAL_UNBOUND = _("“{name}” has no field in the PDF: name one in binding.yaml or drop it.")
    DOCUMENT_KNOWN_BY_FIELDS = _(
        "The PDF carries no form mark; its fields and their places are those of “{form}”."
    )
    # data files and workbooks
    DATA_NOT_READABLE = _("The data file cannot be read: {reason}.")
    DATA_UNKNOWN_COLUMN = _("The column “{column}” is not a field of this form.{suggestion}")
    DATA_DUPLICATE_COLUMN = _("The column “{column}” stands there twice.")
    DATA_NO_ROWS = _("The data file has no rows.")
    WORKBOOK_CONFLICT = _(
        "The workbook says “{proposed}”, the register “{current}”; the register's value stays. "
        "Choose in the sheet of conflicts."
    )
    WORKBOOK_KEY_TAKEN = _(
        "“{key}” belongs to another record; the row waits for a decision in the sheet of questions."
    )
    WORKBOOK_NO_KEY = _(
        "The new row has no number of its own; it waits for a decision in the sheet of questions."
    )
    WORKBOOK_ROW_WITHDRAWN = _(
        "The record “{key}” is no longer live; the edit waits for a decision in the sheet of "
        "questions."
    )
    WORKBOOK_ROWS_MISSING = _(
        "{rows} rows were gone; they are kept in the register and shown again. To withdraw a "
        "record set its status."
    )
    WORKBOOK_DUPLICATE_ROW = _(
        "The same record “{key}” is in the register; it was not added again."
    )
    WORKBOOK_COLUMN_MISSING = _("The column “{column}” was gone; it is kept and shown again.")
    WORKBOOK_COLUMN_RENAMED = _("The column “{title}” was taken as “{column}”.")
    WORKBOOK_COLUMN_ALIKE = _(
        "{rows} of {all} cells of the column “{column}” were changed to “{text}”; check that "
        "this was meant."
    )
    WORKBOOK_DIGITS_RESTORED = _(
        "{rows} values of the column “{column}” had lost their leading zeros; they were restored."
    )
    WORKBOOK_COMPUTED = _("A formula stood in a column of the register; its result was taken.")
    WORKBOOK_REWRITTEN = _(
        "The sheet could not be updated where it stands ({reason}) and was written anew: colours "
        "and notes of this sheet are in the history copy only."
    )
    WORKBOOK_SHEET_LOST = _("The sheet “{sheet}” is kept in the history copy only.")
    WORKBOOK_OPEN = _(
        "The workbook is open ({who}). This is what it would bring; nothing was changed. Close "
        "it and publish again."
    )
    WORKBOOK_ANSWER_UNUSABLE = _("The answer “{text}” cannot be used; the question stays open.")
    # answers to questions about documents
    REVIEW_UNKNOWN_QUESTION = _("No question with this number was ever asked in this office.")
    REVIEW_DECIDED_BEFORE = _("{actor} has answered this before, with “{text}”; that stays.")
    REVIEW_TWO_ANSWERS = _("Both a decision and a value stand here: leave one of them.")
    REVIEW_NOTHING_PROPOSED = _("Nothing is proposed here that could be taken: write the value.")
    REVIEW_NO_VALUE_ASKED = _("Only a decision is asked here; “{text}” belongs nowhere.")
    REVIEW_BAD_DECISION = _("“{text}” is no decision. Choose from the list: {known}.")
    # the store and the archive
    STORE_DAMAGED = _("The database is damaged: {reason}. Restore the last copy.")
    STORE_LOG_BROKEN = _("The change log was altered from entry {entry} on. Restore the last copy.")
    STORE_ROW_DIFFERS = _(
        "The record {record} of the register “{register}” was changed behind the change log."
    )
    STORE_FILE_LOST = _("The archived file {file} is gone or was changed.")
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
        "“{tag}” ends “{opening}”, which stands in another cell, table, box or link. In: “{place}”."
    )
    TEMPLATE_NOT_IN_TABLE = _("“{tag}” stands for a row or cell but is in no table. In: “{place}”.")
    TEMPLATE_NOT_ALONE = _(
        "“{tag}” takes away all that stands beside it; this text would be lost: “{text}”."
    )
    TEMPLATE_SCOPED_VALUE = _(
        "“{tag}”: p, tr, tc and r go with if and for; a value is written {{{{ name }}}}. "
        "In: “{place}”."
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
    TEMPLATE_WRONG_FILE_NAME = _(
        "“{file}” is used for no document: it has no form and locale in its name, like "
        "{example}.{suggestion}"
    )
    TEMPLATE_NO_GENDER = _(
        "The gender of “{text}” is not known, so “{filter}” cannot choose the right form; "
        "add it to the record. In: “{place}”."
    )
    TEMPLATE_WRONG_VALUE = _(
        "“{filter}” needs {expected}, found “{text}”.{suggestion} In: “{place}”."
    )
    # rehearsals of Word templates
    REHEARSAL_BLANK = _("“{tag}” prints nothing although every value is given. In: “{place}”.")
    REHEARSAL_LEFTOVER = _("“{text}” is left over in the document. In: “{place}”.")
    REHEARSAL_HEADING_ALONE = _("The heading “{text}” stands alone at the foot of the page.")
    REHEARSAL_SIGNATURE_ALONE = _(
        "The place to sign stands at the head of the page without a line of what is signed."
    )
    REHEARSAL_EMPTY_PAGE = _("The page is empty.")
    REHEARSAL_MORE_PAGES = _("The document takes {pages} pages instead of {usual}.")
    REHEARSAL_NOT_LOOKED_AT = _("Page ends were not looked at: {program} is not installed.")
    REHEARSAL_NO_PDF = _("The PDF was not made: {program} is not installed.")
    # rules
    RULE_R01 = _(
        "Client {client}: medical data may not go to partner {partner} on {date}: no valid "
        "consent of the client names this partner and “{categories}”. Such a consent to "
        "disclose medical information lifts this."
    )
    RULE_R01_VOUCHER = _(
        "Voucher {number} of client {client} for a sensitive service went to partner {partner} "
        "on {date} without a consent to disclose medical information."
    )
    RULE_R02 = _(
        "Client {client} has withdrawn the consent to the use of personal data; nothing more "
        "may leave the office. A new consent of the client lifts this."
    )
    RULE_R02_RECIPIENT = _(
        "Consent {number} of client {client} names no recipient; medical information is "
        "disclosed to one named partner."
    )
    RULE_R02_PURPOSE = _("Consent {number} of client {client} names no purpose.")
    RULE_R02_DESTROY = _(
        "Consent {number} of client {client} was withdrawn; the data had to be destroyed by "
        "{date} ({days} days ago) and no act says so."
    )
    RULE_R03 = _(
        "Agreement {number} of client {client} is not signed by both the client and the head."
    )
    RULE_R03_NONE = _(
        "Client {client} has no service agreement in force on {date}. One that the client and "
        "the head have signed lifts this."
    )
    RULE_R04 = _(
        "Plan {number} of client {client} is not signed by both the client and the worker. The "
        "signatures of both lift this."
    )
    RULE_R04_EARLY = _(
        "Plan {number} of client {client} begins {days} days before both have signed it."
    )
    RULE_R04_LATE = _("Plan {number} of client {client} begins {days} days after it was signed.")
    RULE_R05 = _(
        "The review of plan {number} of client {client} was due on {date}, {days} days ago."
    )
    RULE_R05_NO_DAY = _(
        "Plan {number} of client {client} has no day of review within {limit} days."
    )
    RULE_R06 = _(
        "Service {service} was last verified on {date}; only services verified within {days} "
        "days may be planned. Verify it and write the day into the directory."
    )
    RULE_R06_INACTIVE = _("Service {service} is not active in the directory.")
    RULE_R06_PARTNER = _(
        "The agreement with partner {partner} is not in force since {date}. A new or longer "
        "agreement lifts this."
    )
    RULE_R07 = _(
        "Plan {number} of client {client}: goal {goal} has no step with a deadline and both "
        "people responsible."
    )
    RULE_R07_DEADLINE = _("Line {number} of the plan of client {client} has no deadline.")
    RULE_R07_RESPONSIBLE = _(
        "Line {number} of the plan of client {client} names nobody responsible."
    )
    RULE_R08 = _(
        "Client {client} has no needs assessment with checked information by {date}. A checked "
        "assessment lifts this. Plan: {number}."
    )
    RULE_R09 = _("Plan {number} of client {client} has a change the client has not signed.")
    RULE_R09_VERSION = _(
        "Line {number} of the plan of client {client} was changed; there is no new version of "
        "the plan."
    )
    RULE_R10 = _(
        "Case {number} of client {client}, begun on {date}: {days} days without contact in the "
        "first two months; {limit} are allowed."
    )
    RULE_R10_NEXT = _(
        "Case {number} of client {client} is in its first two months and no next contact is agreed."
    )
    RULE_R11 = _("Worker {worker} has {count} open cases, {percent} % of the norm.")
    RULE_R12 = _("Case {number} of client {client} was begun and no criterion for it is recorded.")
    RULE_R12_REQUESTS = _(
        "Case {number} of client {client} was begun for many requests, and has {count}."
    )
    RULE_R13 = _(
        "Voucher {number} of client {client} to partner {partner} was valid until {date} and "
        "has not come back for {days} days."
    )
    RULE_R13_CLOSED = _(
        "Case {number} of client {client} is closed while vouchers are out: {count}."
    )
    RULE_R14 = _(
        "Voucher {number} of client {client} was served by partner {partner} and stands in no "
        "list of visits."
    )
    RULE_R14_VISIT = _(
        "Visit {number} of client {client} at partner {partner} names voucher {voucher}, which "
        "this client does not have."
    )
    RULE_R14_LIST = _(
        "Partner {partner} has served vouchers and has sent no list of visits for {date} to "
        "{until}."
    )
    RULE_R15 = _(
        "Client {client}, service {service}, line {number}, due on {date}: planned {planned}, "
        "delivered {delivered}."
    )
    RULE_R16 = _(
        "Client {client} has vouchers for service {service} that are out at the same time: {count}."
    )
    RULE_R16_DAY = _("Client {client} got service {service} twice on {date}.")
    RULE_R16_PROVIDERS = _(
        "Client {client} has service {service} planned from two providers at the same time: "
        "{partner} and {other}."
    )
    RULE_R17 = _(
        "Visit {number} of client {client} at partner {partner} gave service {service}; "
        "{planned} was prescribed."
    )
    RULE_R18 = _(
        "Client {client} still receives service {service}, on {date} for the last time, though "
        "the need is resolved."
    )
    RULE_R19 = _("Service {service} is new; client {client} has an open need it may serve.")
    RULE_R20 = _(
        "Story {number} has no valid consent of the client to its publication. Such a consent "
        "lifts this."
    )
    RULE_R20_CHECKER = _(
        "Story {number} was checked by the person who made it anonymous; a second person must "
        "check it."
    )
    RULE_R20_TRACE = _("The text tells who the client is: {kind}. Take it out.")
    RULE_R21 = _("Plan {number} of client {client} says nothing of hidden or future needs.")
    RULE_R22 = _(
        "Event {number}: {count} participants are reported, the attendance list has {counted}. "
        "The number of the list lifts this."
    )
    RULE_R23 = _(
        "Certificate {number} of event {event}: {hours} of {of} hours attended; {percent} % are"
        " needed."
    )
    RULE_R23_SHEETS = _("Event {number} has {count} evaluation sheets and {counted} participants.")
    RULE_R24 = _("Key worker {worker} has {count} clients; {limit} are meant.")
    RULE_R25 = _("Client {client} has ended agreement {number}; vouchers still out: {count}.")
    RULE_R27 = _("Client {client} had to receive the information pack by {date}, {days} days ago.")
    RULE_R28 = _(
        "Contact {number} with client {client}, planned on {date}, was not held and no reason "
        "is given."
    )
    RULE_R29 = _(
        "“{ground}” is not a ground for refusing services. One of the listed grounds lifts this."
    )
    RULE_R30 = _("The agreement with partner {partner} is in force until {date}.")
    RULE_R31 = _("The last supervision was on {date}, {days} days ago; {limit} are meant.")
    RULE_R31_WORKER = _(
        "Worker {worker} had supervision on {date} for the last time, {days} days ago; {limit} "
        "are meant."
    )
    RULE_R32 = _("Worker {worker} had no training in {days} days.")
    RULE_R32_TOPIC = _("Worker {worker} was trained in the same topic several times: {count}.")
    RULE_R33 = _(
        "Client {client} on the waiting list ({number}) was last looked at on {date}, {days} "
        "days ago."
    )
    RULE_R34 = _("Document {number} had to be reviewed by {date}, {days} days ago.")
    RULE_R35 = _("Case {number} of client {client} is intensive and has not met its team.")
    RULE_R36 = _(
        "Case {number} of client {client} follows the broker model; the client was recruited in"
        " the street."
    )
    RULE_R37 = _(
        "First contact {number}: the person was not told all of the services, rules and "
        "confidentiality."
    )
    RULE_R38 = _(
        "The name of client {client} stands in “{field}” of a document that leaves the office. "
        "Take it out, or write down why the partner must know it."
    )

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
