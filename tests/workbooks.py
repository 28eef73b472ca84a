"""What do tests need of workbooks that other programs wrote?  The same rows as each of them saves them.

A cell is a text, a number, a datetime, or a number with the format in which it is shown.
"""

import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import xlsxwriter

Row = Sequence[Any]
EXCEL_DAY_0 = datetime(1899, 12, 30)
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    "{parts}</Types>"
)
PART = '<Override PartName="/xl/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'  # noqa: E501
RELATION = '<Relationship Id="rId{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'  # noqa: E501
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def by_openpyxl(*rows: Row) -> bytes:
    """Row by row, without a workbook in memory, as scripts export."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    for row in rows:
        cells = []
        for value in row:
            value, form = value if isinstance(value, tuple) else (value, "")
            cell = openpyxl.cell.WriteOnlyCell(sheet, value)
            if form:
                cell.number_format = form
            cells.append(cell)
        sheet.append(cells)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def by_xlsxwriter(*rows: Row) -> bytes:
    """With texts in their cells, as programs that stream export."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True, "default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        sheet = book.add_worksheet("Danh sách")
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                value, form = value if isinstance(value, tuple) else (value, "")
                sheet.write(number, place, value, *([book.add_format({"num_format": form})] if form else []))
    return content.getvalue()


def by_libre_office(*rows: Row) -> bytes:
    """With every cell's kind said, texts in a table of their own, and empty rows and columns that only have a style."""
    texts: list[str] = []
    forms = ["General", "dd/mm/yyyy\\ hh:mm"]

    def cell(place: str, value: Any) -> str:
        value, form = value if isinstance(value, tuple) else (value, "General")
        if value is None:
            return f'<c r="{place}" s="0"/>'
        if isinstance(value, str):
            texts.append(value)
            return f'<c r="{place}" s="0" t="s"><v>{len(texts) - 1}</v></c>'
        if isinstance(value, datetime):
            value, form = (value - EXCEL_DAY_0).total_seconds() / 86_400, forms[1]
        if form not in forms:
            forms.append(form)
        return f'<c r="{place}" s="{forms.index(form)}" t="n"><v>{value:.15g}</v></c>'

    sheet = _rows(rows, cell, ' customFormat="false" ht="12.8" hidden="false" customHeight="false"')
    sheet += f'<row r="{len(rows) + 1}" customFormat="false" ht="12.8"><c r="A{len(rows) + 1}" s="0"/></row>'
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    numbers = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{escape(form)}"/>' for n, form in enumerate(forms))
    styles = "".join(f'<xf numFmtId="{164 + n}" fontId="0" fillId="0" borderId="0"/>' for n in range(len(forms)))
    return _packed(sheet, {
        "sharedStrings": f'<sst {MAIN} count="{len(texts)}" uniqueCount="{len(texts)}">{shared}</sst>',
        "styles": f"<styleSheet {MAIN}><numFmts>{numbers}</numFmts><fonts><font/></fonts>"
                  "<fills><fill><patternFill/></fill></fills>"
                  f"<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>",
    })  # fmt: skip


def by_moodle(*rows: Row) -> bytes:
    """Every text in its cell, days spelt out, as the exports of Moodle's reports are."""

    def cell(place: str, value: Any) -> str:
        value = value[0] if isinstance(value, tuple) else value
        if value is None:
            return ""
        if isinstance(value, datetime):
            value = f"{value:%A, %-d %B %Y, %-I:%M %p}"
        if isinstance(value, str):
            return f'<c r="{place}" s="0" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        return f'<c r="{place}" s="0"><v>{value}</v></c>'

    return _packed(
        _rows(rows, cell, ' spans="1:9"'), {"styles": f"<styleSheet {MAIN}><cellXfs><xf/></cellXfs></styleSheet>"}
    )


def _rows(rows: Sequence[Row], cell: Callable[[str, Any], str], more: str) -> str:
    return "".join(
        f'<row r="{number}"{more}>' + "".join(cell(f"{chr(65 + n)}{number}", v) for n, v in enumerate(row)) + "</row>"
        for number, row in enumerate(rows, start=1)
    )


def _packed(rows: str, parts: dict[str, str]) -> bytes:
    kinds = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet"} | {name: name for name in parts}
    relations = {"worksheets/sheet1": "worksheet"} | {name: name for name in parts}
    book = (
        f'<workbook {MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="Danh sách" sheetId="1" state="visible" r:id="rId1"/></sheets></workbook>'
    )
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        overrides = "".join(PART.format(name=name, kind=kind) for name, kind in kinds.items())
        archive.writestr("[Content_Types].xml", TYPES.format(parts=overrides))
        first = RELATION.format(id=1, kind="officeDocument", target="xl/workbook.xml")
        archive.writestr("_rels/.rels", RELATIONS.format(each=first))
        each = "".join(
            RELATION.format(id=number, kind=kind, target=f"{name}.xml")
            for number, (name, kind) in enumerate(relations.items(), start=1)
        )
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format(each=each))
        archive.writestr("xl/workbook.xml", book)
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>")
        for name, text in parts.items():
            archive.writestr(f"xl/{name}.xml", text)
    return content.getvalue()
