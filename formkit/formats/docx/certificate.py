"""The look of a certificate in Word: large centred styles, the frame as a drawing behind."""

from __future__ import annotations

from formkit.formats.docx.ooxml import Element, W, paragraph, parse_xml, w
from formkit.formats.docx.sheet import Sheet
from formkit.layout.frame import Step, Stroke, frame

_EMU_PER_MM = 36000
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PLACED = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_TAGS = {"M": "moveTo", "L": "lnTo", "C": "cubicBezTo", "Z": "close"}


def frame_paragraph(sheet: Sheet) -> Element:
    """The frame, anchored in a header: it lies behind the text and prints on every page."""
    look = sheet.profile.certificate
    strokes = frame(sheet.width_mm, sheet.height_mm, look.edge_mm)
    drawn = [_shape(number, stroke, sheet) for number, stroke in enumerate(strokes, start=1)]
    return paragraph("Header", *drawn)


def _shape(number: int, stroke: Stroke, sheet: Sheet) -> Element:
    """A run with one shape as large as the sheet (20.4.2.3, 20.1.9.8)."""
    width, height = _emu(sheet.width_mm), _emu(sheet.height_mm)
    path = "".join(map(_step, stroke.steps))
    colour = sheet.profile.certificate.colour
    return parse_xml(
        f"""<w:r xmlns:w="{W}" xmlns:wp="{_PLACED}" xmlns:a="{_DRAWING}"
 xmlns:wps="{_SHAPE}"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0"
 simplePos="0" relativeHeight="{number}" behindDoc="1" locked="1" layoutInCell="0"
 allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>
<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="{100 + number}" name="frame {number}" descr=""/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="{_SHAPE}"><wps:wsp><wps:cNvSpPr/><wps:spPr>
<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="0" b="0"/>
<a:pathLst><a:path w="{width}" h="{height}" fill="none">{path}</a:path></a:pathLst></a:custGeom>
<a:noFill/><a:ln w="{_emu(stroke.width_mm)}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>
</a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>
""".replace(">\n", ">")
        .replace("\n", "")
        .encode()
    )


def _step(step: Step) -> str:
    letter, points = step
    inner = "".join(f'<a:pt x="{_emu(x)}" y="{_emu(y)}"/>' for x, y in points)
    return f"<a:{_TAGS[letter]}>{inner}</a:{_TAGS[letter]}>"


def _emu(mm: float) -> int:
    """English Metric Units."""
    return round(mm * _EMU_PER_MM)


def large_type(style: str, sheet: Sheet) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """Paragraph and run properties by which a style differs in a certificate; both may be empty."""
    look = sheet.profile.certificate
    match style:
        case "Title":
            run = (w("b"), w("caps"), w("color", val=look.colour), w("spacing", val=100))
            return _centred(14, 12), (*run, *_size(look.title_size_pt))
        case "Heading2":
            outline = w("outlineLvl", val=1)
            return (*_centred(8, 12), outline), (w("b"), *_size(look.name_size_pt))
        case "BodyText":
            return _centred(0, look.size_pt / 3), ()
        case "Requisites":
            return _centred(4, 8), _size(look.size_pt - 2)
    return (), ()


def _centred(before_pt: float, after_pt: float) -> tuple[Element, ...]:
    spacing = w("spacing", before=round(before_pt * 20), after=round(after_pt * 20))
    return spacing, w("jc", val="center")


def _size(points: float) -> tuple[Element, ...]:
    half_points = round(points * 2)
    return w("sz", val=half_points), w("szCs", val=half_points)
