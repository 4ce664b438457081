"""A copy whose values tell that somebody signs: the file awaits the signature."""

from __future__ import annotations

import pytest

from formkit.actions.faces import Copy, Prepared, verify_fillable, write_fillable
from formkit.catalogue.index import open_catalogue
from formkit.fieldtypes.person import Person


@pytest.mark.parametrize("is_flat", [False, True])
def test_a_place_to_sign_that_is_still_empty_is_no_difference(is_flat: bool) -> None:
    form = open_catalogue(None).get("application_form")
    copy = Copy(form, "ru", {"client_signature": True})
    content = write_fillable(copy, Prepared(), flat=is_flat)
    assert verify_fillable(copy, content) == []
    assert verify_fillable(Copy(form, "ru", {"client_name": Person("Иванова")}), content) != []
