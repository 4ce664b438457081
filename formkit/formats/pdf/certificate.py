"""The look of a certificate on printed pages: centred large type in an ornamental frame."""

from __future__ import annotations

from urllib.parse import quote

from formkit.language.profiles import Profile
from formkit.layout.frame import Stroke, frame
from formkit.model.form import Paper


def certificate_page_css(paper: Paper, profile: Profile) -> str:
    """The @page rule: one sheet with its frame, without page numbers."""
    look = profile.certificate
    width, height = paper.size_mm
    picture = frame_svg(frame(width, height, look.edge_mm), (width, height), look.colour)
    return (
        f"@page{{size:{width:g}mm {height:g}mm;margin:0;padding:{look.margin_mm}mm;"
        f'background:url("data:image/svg+xml,{quote(picture)}") 0 0/100% 100% no-repeat}}'
    )


def frame_svg(strokes: tuple[Stroke, ...], size_mm: tuple[float, float], colour: str) -> str:
    paths = "".join(
        f'<path d="{_path(stroke)}" fill="none" stroke="#{colour}"'
        f' stroke-width="{stroke.width_mm}"/>'
        for stroke in strokes
    )
    width, height = size_mm
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}">{paths}</svg>'
    )


def _path(stroke: Stroke) -> str:
    return "".join(
        letter + " ".join(f"{x:.2f} {y:.2f}" for x, y in points) for letter, points in stroke.steps
    )


def certificate_css(paper: Paper, profile: Profile) -> str:
    """What differs from other prose. The text stands in the middle of the sheet."""
    look = profile.certificate
    width, height = paper.size_mm
    room = f"width:{width - 2 * look.margin_mm:g}mm;height:{height - 2 * look.margin_mm - 1:g}mm"
    return f"""
form{{display:table-cell;vertical-align:middle;{room}}}
body{{font-size:{look.size_pt}pt;line-height:1.3;hyphens:manual}}
p{{text-indent:0;text-align:center!important;margin:0 auto {look.size_pt / 3:g}pt;max-width:210mm}}
p.requisites{{margin:0 auto 2mm;font-size:{look.size_pt - 2}pt}}
h1{{font-size:{look.title_size_pt}pt;line-height:1.1;margin:5mm 0 4mm;color:#{look.colour};
  text-transform:uppercase;letter-spacing:.14em;text-indent:.14em}}
h2{{font-size:{look.name_size_pt}pt;line-height:1.15;margin:3mm 0 4mm;text-align:center}}
.signature{{width:{look.signature_width_mm}mm;margin:3mm auto 0}}
.signature .left{{width:44%}}
.signature .right{{width:36%}}
.signature .place{{width:20%}}
.signature+p{{margin-top:6mm!important}}
h2 .inline,h2 .rule{{width:180mm!important}}
"""
