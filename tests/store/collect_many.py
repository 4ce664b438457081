"""Started by the tests: takes in the same files, one transaction each, and says when it is done.

Arguments: address of the store, number of files.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime
from decimal import Decimal

from formkit.fieldtypes import IdentifierType, NumberType
from formkit.model.record import Seen
from formkit.model.register import Column, Register
from formkit.store import Store, documents, numbers, proposals, receipts, reviews
from formkit.store.source import Source, SourceKind

NOW = datetime(2026, 6, 5, tzinfo=UTC)
COLUMNS = (
    Column(name="voucher_no", type=IdentifierType()),
    Column(name="qty", type=NumberType(decimals=2)),
)
VOUCHERS = Register(name="vouchers", key="voucher_no", columns=COLUMNS, words={})


def main(url: str, files: int) -> None:
    with Store.open(url, [VOUCHERS]) as store:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for number in range(files):
            take(store, number)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


def take(store: Store, number: int) -> None:
    """One received file: document, receipt, reading, register row, question, number."""
    document = f"DOC{number:07}"
    receipt = receipts.Receipt(
        sha256=hashlib.sha256(str(number).encode()).hexdigest(),
        suffix=".pdf",
        size=number,
        at=NOW,
        actor="test",
        verdict=receipts.Verdict.ACCEPTED,
        document=document,
    )
    source = Source(
        kind=SourceKind.DOCUMENT, actor="test", at=NOW, document=document, receipt=receipt.id
    )
    with store.transaction() as connection:
        if receipts.find(connection, receipt.sha256) is not None:
            return
        paper = documents.Document(id=document, form="voucher", version=1, locale="ru")
        documents.add(connection, paper, source)
        receipts.add(connection, receipt, {"qty": Seen(str(number))})
        key = f"{numbers.next_number(connection, 'vouchers', 2026):05}"
        values = {"qty": Decimal(number)}
        proposals.propose(connection, VOUCHERS, key, values, base=None, source=source)
        other = {"qty": Decimal(-1)}
        proposals.propose(connection, VOUCHERS, key, other, base=None, source=source)
        documents.set_status(connection, document, documents.Status.RETURNED, source)
        assert reviews.open_items(connection, document=document)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
