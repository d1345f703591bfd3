"""Prints every cell of a workbook as openpyxl reads it, sheets in order: [[sheet, [[row, column, type, value]…]]…]."""

import json
import sys

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

book = load_workbook(sys.argv[1])
out = []
for sheet in book.worksheets:
    cells = []
    for row in sheet.iter_rows():
        for c in row:
            if c.value is None:
                continue
            v = unescape(c.value) if c.data_type in "sfe" or isinstance(c.value, str) else c.value
            cells.append([c.row, c.column, c.data_type, v])
    tables = {t.name: t.ref for t in sheet.tables.values()}
    out.append({"Name": sheet.title, "Cells": cells, "Tables": tables, "Filter": sheet.auto_filter.ref or "", "Panes": sheet.freeze_panes or ""})
json.dump(out, sys.stdout)
