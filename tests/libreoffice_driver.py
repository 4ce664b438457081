"""LibreOffice Calc driven as by a person: cells typed into, rows sorted, inserted and deleted.

A macro in a profile of its own does it, so that no module of LibreOffice for Python is needed.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97"}
missing = "" if shutil.which("soffice") else "LibreOffice is not installed"

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Clerk"/>
</library:library>"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Clerk"
 script:language="StarBasic">{source}</script:module>"""
_SOURCE = """
Global book As Object
Global sheet As Object

Sub Work(source As String, target As String, filter As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
  Edit
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName" : kind(0).Value = filter
  book.storeToURL(ConvertToURL(target), kind())
  book.close(True)
  StarDesktop.terminate()
End Sub

Sub Edit
{edits}
End Sub

Sub Go_To(name As String)
  sheet = book.Sheets.getByName(name)
End Sub

Function Last_Row As Long
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  Last_Row = cursor.RangeAddress.EndRow
End Function

Function Last_Column As Long
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  Last_Column = cursor.RangeAddress.EndColumn
End Function

Function Column_Of(title As String) As Long
  For n = 0 To Last_Column()
    If sheet.getCellByPosition(n, 0).String = title Then
      Column_Of = n
      Exit Function
    End If
  Next
  Column_Of = -1
End Function

Function Row_Of(key As String) As Long
  For n = 1 To Last_Row()
    If sheet.getCellByPosition(1, n).String = key Then
      Row_Of = n
      Exit Function
    End If
  Next
  Row_Of = -1
End Function

' What a person types: numbers, days and formulas are recognised as such.
Sub Enter(key As String, title As String, text As String)
  sheet.getCellByPosition(Column_Of(title), Row_Of(key)).setFormula(text)
End Sub

Sub Enter_Text(key As String, title As String, text As String)
  sheet.getCellByPosition(Column_Of(title), Row_Of(key)).setString(text)
End Sub

Sub Enter_New(row As Long, title As String, text As String)
  sheet.getCellByPosition(Column_Of(title), row).setString(text)
End Sub

Sub Sort_By(title As String, ascending As Boolean, first As Long)
  Dim fields(0) As New com.sun.star.table.TableSortField
  fields(0).Field = Column_Of(title) - first : fields(0).IsAscending = ascending
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "SortFields" : how(0).Value = fields()
  how(1).Name = "ContainsHeader" : how(1).Value = True
  sheet.getCellRangeByPosition(first, 0, Last_Column(), Last_Row()).sort(how())
End Sub
"""


def driven(content: bytes, folder: Path, suffix: str, *edits: str) -> bytes:
    """The workbook after the edits, saved in another format.

    Args:
        content: the workbook as .xlsx.
        folder: an empty one.
        suffix: ``xlsx``, ``ods`` or ``xls``.
        edits: lines of Basic that use the procedures above.
    """
    source, target = folder / "open.xlsx", folder / f"saved.{suffix}"
    source.write_bytes(content)
    profile = _profile()
    module = _SOURCE.format(edits="\n".join(f"  {line}" for line in edits))
    text = _MODULE.format(source=escape(module))
    (profile / "user" / "basic" / "Standard" / "Clerk.xba").write_text(text, encoding="utf-8")
    macro = f'macro:///Standard.Clerk.Work("{source}","{target}","{FILTERS[suffix]}")'
    subprocess.run([*_command(profile), macro], check=True, capture_output=True, timeout=180)
    assert target.is_file(), "the macro has failed"
    return target.read_bytes()


@cache
def _profile() -> Path:
    """A profile with our module in its library; it is made by the first start of the program."""
    folder = Path(tempfile.mkdtemp(prefix="formkit-calc-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    first = [*_command(folder), "--terminate_after_init"]
    subprocess.run(first, check=True, capture_output=True, timeout=180)
    standard = folder / "user" / "basic" / "Standard"
    (standard / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    return folder


def _command(profile: Path) -> list[str]:
    return ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
