"""The structure tree of a laid-out page: who owns what, and what tables still need."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, Pdf


def parent_tree(pdf: Pdf) -> dict[int, Object]:
    """Owners by ``/StructParents`` of pages and ``/StructParent`` of widgets."""
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}


def set_parent_tree(pdf: Pdf, tree: dict[int, Object]) -> None:
    numbers = [part for key in sorted(tree) for part in (key, tree[key])]
    pdf.Root.StructTreeRoot.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))


def unwrap_controls(pdf: Pdf) -> None:
    """Elements of one widget hold it directly: checkers of signatures look for it there."""
    for element in parent_tree(pdf).values():
        kids = element.get("/K") if isinstance(element, Dictionary) else None
        if isinstance(kids, Array) and len(kids) == 1 and isinstance(kids[0], Dictionary):
            element.K = kids[0]


def scope_headers(pdf: Pdf) -> None:
    """Say of every header cell whether it heads a column or a row (ISO 14289-1, 7.5)."""
    branches: list[tuple[object, bool]] = [(pdf.Root.StructTreeRoot.get("/K"), False)]
    while branches:
        branch, is_in_head = branches.pop()
        if isinstance(branch, Array):
            branches += [(kid, is_in_head) for kid in branch]
        elif isinstance(branch, Dictionary) and "/S" in branch:
            is_in_head = is_in_head or Name.THead == branch.S
            if branch.S == Name.TH:
                attributes = branch.get("/A", Dictionary(O=Name.Table))
                attributes.Scope = Name.Column if is_in_head else Name.Row
                branch.A = attributes
            branches.append((branch.get("/K"), is_in_head))
