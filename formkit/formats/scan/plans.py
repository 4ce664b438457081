"""Which fields a page of a blank has."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

import pikepdf

from formkit.formats.acroform.plan import ButtonPlan, Plan, plans_of

if TYPE_CHECKING:
    from formkit.formats.acroform.blank import Blank


def plans_on(blank: Blank, page: int) -> list[Plan]:
    """The fields all of whose boxes stand on a page, in the order of the form."""
    pages = {name: number for name, (number, _) in blank.geometry.items()}
    return [
        plan
        for plan in _plans(blank.data).values()
        if all(pages.get(key) == page for key in box_names(plan))
    ]


def box_names(plan: Plan) -> list[str]:
    """Names of a field's boxes in the geometry."""
    if isinstance(plan, ButtonPlan) and plan.is_radio:
        return [f"{plan.name}/{button.state}" for button in plan.buttons]
    return [plan.name]


@lru_cache(maxsize=16)
def _plans(data: bytes) -> dict[str, Plan]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return plans_of(pdf)
