"""Makes study.xlsx (openpyxl 3.1.5) and study.ods (odfpy 1.4.1): one study, as people keep it.

Run in this folder: python make_workbooks.py
"""
import datetime
import zipfile

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

SHEET = [
    ["sample", "diet", "dose", "killed", "fasted"],
    ["rat 1", "Mg low", 0.29, datetime.date(2026, 3, 5), True],
    ["rat 2", None, 0.3, datetime.date(2026, 3, 5), False],
    ["rat 3", None, 1, datetime.date(2026, 3, 6), True],
    None,
    ["rat 4", "control", 12.5, datetime.date(2026, 3, 6), True],
    ["rat 5", None, 7, datetime.date(2026, 3, 7), False],
    ["rat 6", None, 8, datetime.date(2026, 3, 7), True],
]
MERGED = [(1, 3), (5, 7)]
CONTRASTS = [["variable", "reference", "target"], ["diet", "control", "Mg low"]]
FIRST = 2  # rows above: a title and an empty one
STAMP = (2026, 3, 8, 12, 0, 0)


def xlsx():
    book = openpyxl.Workbook()
    animals = book.active
    animals.title = "Animals"
    animals["A1"] = "Magnesium, femur"
    for at, row in enumerate(SHEET):
        for column, value in enumerate(row or []):
            cell = animals.cell(FIRST + at + 1, column + 1, value)
            if isinstance(value, datetime.date):
                cell.number_format = "DD.MM.YYYY"
    for first, last in MERGED:
        animals.merge_cells(
            start_row=FIRST + first + 1, end_row=FIRST + last + 1, start_column=2, end_column=2
        )
    contrasts = book.create_sheet("Contrasts")
    for row in CONTRASTS:
        contrasts.append(row)
    hidden = book.create_sheet("old")
    hidden.append(["sample", "diet"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Sheet3")
    moment = datetime.datetime(*STAMP)
    book.properties.created = book.properties.modified = moment
    book.save("study.xlsx")
    same_times("study.xlsx")


def ods():
    document = OpenDocumentSpreadsheet()
    covered = {at for first, last in MERGED for at in range(first + 1, last + 1)}
    spans = {first: last - first + 1 for first, last in MERGED}

    def cell(value, **further):
        if value is None:
            return TableCell(**further)
        if isinstance(value, bool):
            made = TableCell(valuetype="boolean", booleanvalue=str(value).lower(), **further)
        elif isinstance(value, (int, float)):
            made = TableCell(valuetype="float", value=repr(value), **further)
        elif isinstance(value, datetime.date):
            made = TableCell(valuetype="date", datevalue=value.isoformat(), **further)
        else:
            made = TableCell(valuetype="string", **further)
        made.addElement(P(text=str(value)))
        return made

    animals = Table(name="Animals")
    row = TableRow()
    row.addElement(cell("Magnesium, femur"))
    animals.addElement(row)
    animals.addElement(TableRow())
    for at, values in enumerate(SHEET):
        row = TableRow()
        for column, value in enumerate(values or []):
            if column == 1 and at in covered:
                row.addElement(CoveredTableCell())
            elif column == 1 and at in spans:
                row.addElement(cell(value, numberrowsspanned=str(spans[at])))
            else:
                row.addElement(cell(value))
        animals.addElement(row)
    contrasts = Table(name="Contrasts")
    for values in CONTRASTS:
        row = TableRow()
        for value in values:
            row.addElement(cell(value))
        contrasts.addElement(row)
    for table in (animals, contrasts, Table(name="Sheet3")):
        document.spreadsheet.addElement(table)
    document.save("study.ods")
    same_times("study.ods")


def same_times(name):
    """Writes the archive anew with one time for all its files."""
    with zipfile.ZipFile(name) as archive:
        files = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files:
            info = zipfile.ZipInfo(file, STAMP)
            stored = file == "mimetype"
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


xlsx()
ods()
