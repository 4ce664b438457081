"""The look of printed pages: CSS made from the paperwork profile of the locale."""

from __future__ import annotations

from pathlib import Path

import formkit
from formkit.formats.pdf.certificate import certificate_page_css
from formkit.language.profiles import Profile
from formkit.model.form import Form, Kind, Look

FONT_FOLDER = Path(formkit.__file__).parent / "fonts"
CELL_MM = (6.0, 8.0)
"""Width and height of one comb cell, enough for a handwritten character."""
BOX_MM = 4.6
"""Side of a box to be marked with a pen."""
SMALL_BOX_MM = 3.2
HAND_SIDE_MM = 12.0
HAND_TOP_MM = (21.0, 36.0)
"""Top margin of the first page and of the others: fiducials and form mark lie above."""
HAND_BOTTOM_MM = 21.0
HEAD_MM = 15.0
"""Least height of the head of a form completed by hand, beside the form mark."""
MARK_WIDTH_MM = 42.0
"""Right part of the first lines of page one that the form mark needs."""
LONG_KEPT_LEFT_MM = 30.0

_FACES = (
    ("Formkit Sans", "PTS55F.ttf", "normal", "normal"),
    ("Formkit Sans", "PTS75F.ttf", "bold", "normal"),
    ("Formkit Field", "input.ttf", "normal", "normal"),
    ("Formkit Serif", "PTF55F.ttf", "normal", "normal"),
    ("Formkit Serif", "PTF75F.ttf", "bold", "normal"),
    ("Formkit Serif", "PTF56F.ttf", "normal", "italic"),
)


def font_faces() -> str:
    return "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};"
        f"src:url('{(FONT_FOLDER / file).as_uri()}')}}\n"
        for family, file, weight, style in _FACES
    )


def page_css(form: Form, profile: Profile, page_of: str) -> str:
    """The @page rules; ``page_of`` is the page text with ``{page}`` and ``{pages}``."""
    if form.look is Look.CERTIFICATE:
        return certificate_page_css(form.paper, profile)
    width, height = form.paper.size_mm
    size = f"size:{width:g}mm {height:g}mm;"
    counter = page_of.replace("{page}", '" counter(page) "').replace(
        "{pages}", '" counter(pages) "'
    )
    number = f'content:"{counter}";font:7pt "Formkit Sans";color:#333;'
    if form.is_by_hand and form.kind is Kind.FORM:
        first, other = HAND_TOP_MM
        return (
            f"@page{{{size}margin:{other}mm {HAND_SIDE_MM}mm {HAND_BOTTOM_MM}mm;"
            f"@bottom-center{{{number}vertical-align:top;padding-top:3mm}}}}"
            f"@page:first{{margin-top:{first}mm}}"
        )
    margins = profile.margins_mm
    left = left_mm(form, profile)
    sides = f"margin:{margins.top}mm {margins.right}mm {max(margins.bottom, 20)}mm {left}mm;"
    place = profile.page_number
    box = "@top-center" if place.place == "top-center" else "@bottom-center"
    shown = f'font:10pt "Formkit Serif";vertical-align:middle;content:"{counter}"'
    first_rule = f"@page:first{{{box}{{content:none}}}}" if place.first_page > 1 else ""
    return f"@page{{{size}{sides}{box}{{{shown}}}}}{first_rule}"


def left_mm(form: Form, profile: Profile) -> float:
    """Left margin of a document that flows."""
    own = profile.margins_mm.left
    return max(own, LONG_KEPT_LEFT_MM) if form.keeps_long else own


def content_width_mm(form: Form, profile: Profile) -> float:
    """Width between the margins."""
    width, _ = form.paper.size_mm
    if form.look is Look.CERTIFICATE:
        return width - 2 * profile.certificate.margin_mm
    if form.is_by_hand and form.kind is Kind.FORM:
        return width - 2 * HAND_SIDE_MM
    return width - left_mm(form, profile) - profile.margins_mm.right


def content_height_mm(form: Form, profile: Profile) -> float:
    """Height between the margins of a page that is not the first."""
    _, height = form.paper.size_mm
    if form.is_by_hand and form.kind is Kind.FORM:
        return height - HAND_TOP_MM[1] - HAND_BOTTOM_MM
    return height - profile.margins_mm.top - profile.margins_mm.bottom


def text_css(profile: Profile) -> str:
    """Prose: type, spacing, numbered clauses of the profile."""
    kind = profile.type
    align = "justify" if kind.is_justified else "left"
    # The hyphenation patterns for Ukrainian divide words wrongly.
    hyphens = "manual" if profile.locale == "uk" else "auto"
    return f"""
body{{font-family:'Formkit Serif';font-size:{kind.size_pt}pt;line-height:{kind.line_height};
  margin:0;text-align:left;widows:2;orphans:2;hyphens:{hyphens};hyphenate-limit-chars:7 3 3}}
h1,h2,.signature{{hyphens:manual}}
h1{{font-size:{kind.title_size_pt}pt;text-align:center;margin:4mm 0 4mm;line-height:1.2}}
h2{{font-size:{kind.size_pt}pt;text-align:left;margin:4mm 0 2mm;break-after:avoid;line-height:1.2}}
h2.numbered{{text-align:center}}
p{{margin:0 0 {kind.paragraph_gap_pt}pt;text-align:{align};text-indent:{kind.indent_mm}mm}}
body.as-fillable p{{text-align:left}}
.text .options{{display:inline}}
.text .option{{vertical-align:baseline;font-size:inherit;margin:0 3mm 0 0}}
p.clause{{text-indent:{kind.indent_mm}mm}}
p.clause.level2{{margin-left:{kind.indent_mm * 0.6}mm}}
p.clause.level3{{margin-left:{kind.indent_mm * 1.2}mm}}
p.item{{margin-left:{max(kind.indent_mm, 6)}mm;text-indent:-5mm}}
p.lead{{break-after:avoid}}
p.note{{font:8pt/1.25 'Formkit Sans';text-indent:0;text-align:left}}
p.centre{{text-align:center;text-indent:0}}
p.requisites{{text-indent:0;text-align:left;margin:2mm 0 4mm}}
.stamp{{margin:0 0 6mm auto;width:{profile.requisites_width_mm}mm;line-height:1.25}}
.stamp p{{text-indent:0;text-align:left;margin:0 0 1.2mm}}
.rule{{border-bottom:.5pt solid #000;display:inline-block;height:1em;text-indent:0}}
.number{{padding-right:1.5mm}}
.text table.grid{{font-size:{kind.table_size_pt}pt;line-height:1.2;hyphens:manual;text-align:left;
  margin-bottom:3mm}}
.text table.grid td.filled{{hyphens:{hyphens};overflow-wrap:break-word}}
.text table.grid th{{font:bold {kind.table_size_pt - 1.5}pt/1.2 'Formkit Serif';padding:.8mm 1mm}}
.text table.grid td.n{{font:inherit}}
.text table.grid th.n{{font-size:8pt;padding:.8mm 0;white-space:nowrap}}
"""


FORM_CSS = f"""
*{{box-sizing:border-box}}
body.form{{font:9pt/1.2 'Formkit Sans';margin:0;color:#000}}
.form h1{{font-size:13pt;line-height:1.15;margin:0 0 1mm;text-align:left}}
.form .head{{padding-right:{MARK_WIDTH_MM}mm;min-height:{HEAD_MM}mm}}
.form .head.plain{{padding-right:0;height:auto}}
.form p.subtitle{{font-size:8pt;margin:0 0 1mm;text-indent:0;text-align:left}}
.form h2{{font-size:9.5pt;margin:.6mm 0 .8mm;break-after:avoid;padding-bottom:.4mm;
  border-bottom:.7pt solid #000}}
.form p.note{{font-size:6.8pt;line-height:1.15;margin:0 0 .8mm;color:#222;text-indent:0;
  text-align:left}}
.row{{display:flex;break-inside:avoid;width:100%}}
.cell{{padding:0 2mm .8mm 0}}
.cell.last{{padding-right:0}}
.label{{font:7pt/1.1 'Formkit Sans';color:#333;display:block;margin:0 0 .3mm}}
.label.statement{{font-size:8.5pt;line-height:1.15;color:#000;margin-bottom:.8mm}}
.hint{{color:#666}}
.frame{{border:.5pt solid #555;display:block;position:relative;background:#fff}}
.frame.hand{{border-color:#444}}
.frame.sign{{border-width:0 0 .7pt 0}}
.unit{{font-size:8pt;padding-left:1mm}}
.comb{{display:block;border:.2mm solid #999;background-repeat:no-repeat}}
input,select,textarea{{display:block;border:0;border-radius:0;background:none;padding:0;margin:0;
  width:100%;height:100%;font:10pt 'Formkit Field';color:#000}}
.options{{display:block}}
.option{{display:inline-block;vertical-align:top;margin:0 3mm 1mm 0;font-size:8.5pt;
  line-height:1.1}}
.hand .option{{margin-bottom:1.4mm}}
.box{{display:inline-block;width:{SMALL_BOX_MM}mm;height:{SMALL_BOX_MM}mm;border:.3mm solid #000;
  vertical-align:middle;margin-right:1.2mm}}
.hand .box{{width:{BOX_MM}mm;height:{BOX_MM}mm}}
.box input{{width:100%;height:100%}}
table.grid{{border-collapse:collapse;width:100%;margin:0 0 1.5mm;table-layout:fixed}}
table.grid thead{{display:table-header-group}}
table.grid tr{{break-inside:avoid}}
table.grid th{{font:7pt/1.1 'Formkit Sans';text-align:left;vertical-align:bottom;
  border:.5pt solid #555;background:#f1f1f1;padding:.6mm .8mm;overflow-wrap:anywhere}}
table.grid td{{border:.5pt solid #555;padding:0;vertical-align:top}}
table.grid td.n,table.grid th.n{{text-align:center;font:7pt 'Formkit Sans';
  vertical-align:middle;color:#333}}
.tear{{border-top:.6pt dashed #000;margin:1.5mm 0 .5mm;text-align:center;font:6.5pt 'Formkit Sans';
  color:#333;padding-top:.4mm}}
.signature{{display:flex;align-items:flex-end;margin:7mm 0 2mm;break-inside:avoid;
  break-before:avoid;line-height:1.2;width:100%}}
.signature>div{{padding-right:3mm}}
.signature .left{{width:32%}}
.signature .place{{width:22%;border-bottom:.5pt solid #000;height:10mm;padding:0}}
.signature .right{{flex:1 0 28%;padding-left:3mm}}
.signature .date{{width:18%;padding:0}}
.signature .date span{{font-size:7pt;display:block}}
.signature .inline,.signature .rule{{width:100%!important}}
table.grid td.filled{{min-height:5mm;padding:.6mm 1mm;white-space:pre-wrap}}
.inline{{display:inline-block;vertical-align:baseline;border-bottom:.5pt solid #000;text-indent:0}}
.whole{{hyphens:none}}
.inline.tall{{vertical-align:top;border:.4pt solid #999}}
.label.above{{break-after:avoid}}
.block{{break-inside:avoid}}
.block.long{{break-inside:auto}}
.row.numbered{{margin-bottom:1mm}}
.number.own{{width:14mm;line-height:1.2}}
.rest{{flex:1}}
.clausebox{{border:.4pt solid #999;display:block}}
"""
