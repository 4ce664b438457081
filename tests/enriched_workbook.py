"""A workbook as an office has made it its own: parts put in by hand, as Excel writes them."""

from __future__ import annotations

import io
import re
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MS = "http://schemas.microsoft.com/office"
PKG = "http://schemas.openxmlformats.org/package/2006/relationships"
OWN_SHEET = "xl/worksheets/sheet90.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_CHART = (
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:plotArea>'
    '<c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:ser>'
    '<c:idx val="0"/><c:order val="0"/><c:val><c:numRef><c:f>\'Мои расчёты\'!$A$1:$A$2</c:f>'
    '</c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart>'
    '<c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/>'
    '<c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/>'
    '<c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart></c:chartSpace>'
)
_DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>'
    "<xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row>"
    "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff>"
    "<xdr:row>15</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    "<xdr:graphicFrame><xdr:nvGraphicFramePr>"
    '<xdr:cNvPr id="2" name="Диаграмма 1"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
    "<xdr:xfrm>"
    '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    f'xmlns:r="{REL}" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame>'
    "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
)
_PIVOT_CACHE = (
    f'<pivotCacheDefinition xmlns="{MAIN}" refreshOnLoad="1" recordCount="0"><cacheSource '
    'type="worksheet"><worksheetSource name="tbl_vouchers"/></cacheSource><cacheFields count="1">'
    '<cacheField name="Статус" numFmtId="0"><sharedItems/></cacheField></cacheFields>'
    "</pivotCacheDefinition>"
)
_PIVOT = (
    f'<pivotTableDefinition xmlns="{MAIN}" name="Сводная" cacheId="1" dataCaption="Значения">'
    '<location ref="A20:B22" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
    '<pivotFields count="1"><pivotField showAll="0"/></pivotFields></pivotTableDefinition>'
)
_SPARKLINES = (
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup>'
    "<x14:sparklines><x14:sparkline><xm:f>'Мои расчёты'!A1:A2</xm:f><xm:sqref>C3</xm:sqref>"
    "</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext>"
)
_COMMENTS = (
    f'<comments xmlns="{MAIN}"><authors><author>Оксана</author></authors><commentList>'
    '<comment ref="C3" authorId="0"><text><t>Позвонить матери</t></text></comment>'
    "</commentList></comments>"
)
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" '
    'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>'
    '<v:shape id="_x0000_s1025" type="#_x0000_t202" style="visibility:hidden"><x:ClientData '
    'ObjectType="Note"><x:Row>2</x:Row><x:Column>2</x:Column></x:ClientData></v:shape></xml>'
)
_THREADED = (
    f'<ThreadedComments xmlns="{MS}/spreadsheetml/2018/threadedcomments"><threadedComment '
    'ref="D4" dT="2026-06-05T09:30:00.00" personId="{1}" id="{2}"><text>Проверил</text>'
    "</threadedComment></ThreadedComments>"
)
_PERSONS = (
    f'<personList xmlns="{MS}/spreadsheetml/2018/threadedcomments"><person displayName="Оксана" '
    'id="{1}" userId="o" providerId="None"/></personList>'
)
_SLICERS = (
    '<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<slicer name="Статус" cache="Slicer_1" caption="Статус" rowHeight="241300"/></slicers>'
)
_OWN = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{REL}"><sheetData><row r="1"><c r="A1" s="3"><v>7</v></c>'
    '<c r="B1"><f>SUM(A1:A2)</f><v>12</v></c></row><row r="2"><c r="A2"><v>5</v></c></row>'
    "</sheetData><extLst>" + _SPARKLINES.replace("C3", "D1") + "</extLst></worksheet>"
)
_TOTALS = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{REL}"><sheetData><row r="1"><c r="A1"><f>SUM(tbl_vouchers'
    '[Количество])</f><v>31.5</v></c><c r="B1" t="inlineStr"><is><t>итого</t></is></c></row>'
    "</sheetData></worksheet>"
)


def _links(*entries: tuple[str, str]) -> str:
    made = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(entries, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PKG}">{made}</Relationships>'


ADDED = {
    OWN_SHEET: HEAD + _OWN.replace("<extLst>", '<drawing r:id="rId1"/><extLst>'),
    "xl/worksheets/sheet91.xml": HEAD + _TOTALS,
    "xl/worksheets/_rels/sheet90.xml.rels": _links(
        (f"{REL}/drawing", "../drawings/drawing90.xml"),
        (f"{REL}/pivotTable", "../pivotTables/pivotTable1.xml"),
        (f"{MS}/2007/relationships/slicer", "../slicers/slicer1.xml"),
    ),
    "xl/drawings/drawing90.xml": HEAD + _DRAWING,
    "xl/drawings/_rels/drawing90.xml.rels": _links((f"{REL}/chart", "../charts/chart90.xml")),
    "xl/charts/chart90.xml": HEAD + _CHART,
    "xl/pivotTables/pivotTable1.xml": HEAD + _PIVOT,
    "xl/pivotTables/_rels/pivotTable1.xml.rels": _links(
        (f"{REL}/pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
    ),
    "xl/pivotCache/pivotCacheDefinition1.xml": HEAD + _PIVOT_CACHE,
    "xl/slicers/slicer1.xml": HEAD + _SLICERS,
    "xl/comments90.xml": HEAD + _COMMENTS,
    "xl/drawings/vmlDrawing90.vml": _VML,
    "xl/threadedComments/threadedComment1.xml": HEAD + _THREADED,
    "xl/persons/person.xml": HEAD + _PERSONS,
    "customXml/item1.xml": "<label>служебное</label>",
    "xl/printerSettings/printerSettings1.bin": "\x00DEVMODE",
}
_TYPES = {
    OWN_SHEET: "worksheet",
    "xl/worksheets/sheet91.xml": "worksheet",
    "xl/pivotTables/pivotTable1.xml": "pivotTable",
    "xl/pivotCache/pivotCacheDefinition1.xml": "pivotCacheDefinition",
    "xl/comments90.xml": "comments",
}


def enrich(content: bytes, sheet: str) -> bytes:
    """The workbook with all that, part of it in and at one sheet of a register."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    parts |= ADDED
    _put_into_workbook(parts)
    _put_at_sheet(parts, sheet)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return buffer.getvalue()


def _put_into_workbook(parts: dict[str, str]) -> None:
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kinds}.{kind}+xml"/>'
        for name, kind in _TYPES.items()
    )
    drawing = "application/vnd.openxmlformats-officedocument.drawing+xml"
    overrides += f'<Override PartName="/xl/drawings/drawing90.xml" ContentType="{drawing}"/>'
    chart = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    overrides += f'<Override PartName="/xl/charts/chart90.xml" ContentType="{chart}"/>'
    vml = "application/vnd.openxmlformats-officedocument.vmlDrawing"
    overrides += f'<Default Extension="vml" ContentType="{vml}"/>'
    overrides += '<Default Extension="bin" ContentType="application/octet-stream"/>'
    _insert(parts, "[Content_Types].xml", "</Types>", overrides)
    links = "".join(
        f'<Relationship Id="rId9{n}" Type="{REL}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(
            (
                ("worksheet", "worksheets/sheet90.xml"),
                ("worksheet", "worksheets/sheet91.xml"),
                ("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
                ("calcChain", "calcChain.xml"),
            )
        )
    )
    _insert(parts, "xl/_rels/workbook.xml.rels", "</Relationships>", links)
    parts["xl/calcChain.xml"] = f'{HEAD}<calcChain xmlns="{MAIN}"><c r="B1" i="9"/></calcChain>'
    sheets = '<sheet name="Мои расчёты" sheetId="90" r:id="rId90"/>'
    sheets += '<sheet name="Итоги" sheetId="91" r:id="rId91"/>'
    _insert(parts, "xl/workbook.xml", "</sheets>", sheets)
    name = "<definedName name=\"Моё\">'Мои расчёты'!$A$1</definedName>"
    _insert(parts, "xl/workbook.xml", "</definedNames>", name)
    caches = '<pivotCaches><pivotCache cacheId="1" r:id="rId92"/></pivotCaches>'
    _insert(parts, "xl/workbook.xml", "</workbook>", caches)


def _put_at_sheet(parts: dict[str, str], sheet: str) -> None:
    """Notes, threaded comment, sparkline, a colour, and an own column the table computes."""
    folder, _, name = sheet.rpartition("/")
    links = f'<Relationship Id="rId90" Type="{REL}/comments" Target="../comments90.xml"/>'
    links += f'<Relationship Id="rId91" Type="{REL}/vmlDrawing" '
    links += 'Target="../drawings/vmlDrawing90.vml"/>'
    links += f'<Relationship Id="rId92" Type="{MS}/2017/10/relationships/threadedComment" '
    links += 'Target="../threadedComments/threadedComment1.xml"/>'
    _insert(parts, f"{folder}/_rels/{name}.rels", "</Relationships>", links)
    part = parts[sheet]
    part = part.replace("<tableParts", '<legacyDrawing r:id="rId90"/><tableParts', 1)
    part = part.replace('r:id="rId90"', 'r:id="rId91"')
    part = part.replace("</worksheet>", f"<extLst>{_SPARKLINES}</extLst></worksheet>")
    part = re.sub(r'(<c r="D4" s=")\d+"', r'\g<1>1"', part)
    for row in range(2, 8):
        cell = f'<c r="K{row}" s="2"><f>H{row}*2</f><v>1</v></c>'
        part = re.sub(rf'(<row r="{row}".*?)</row>', rf"\1{cell}</row>", part, count=1, flags=re.S)
    title = '<c r="K1" t="inlineStr"><is><t>Вдвое</t></is></c>'
    parts[sheet] = re.sub(r'(<row r="1".*?)</row>', rf"\1{title}</row>", part, count=1, flags=re.S)
    table = next(n for n, p in parts.items() if n.startswith("xl/tables/") and "tbl_vouchers" in p)
    made = (
        parts[table].replace("A1:J7", "A1:K7").replace('Columns count="10"', 'Columns count="11"')
    )
    column = '<tableColumn id="11" name="Вдвое"><calculatedColumnFormula>tbl_vouchers[[#This Row],'
    column += "[Количество]]*2</calculatedColumnFormula></tableColumn></tableColumns>"
    parts[table] = made.replace("</tableColumns>", column)


def _insert(parts: dict[str, str], part: str, before: str, text: str) -> None:
    assert before in parts[part], (part, before)
    parts[part] = parts[part].replace(before, text + before, 1)
