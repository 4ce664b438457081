"""Where records stay: ledger, registers, change log. SQLAlchemy Core; SQLite by default."""

from __future__ import annotations

from formkit.store.database import Store

__all__ = ["Store"]
