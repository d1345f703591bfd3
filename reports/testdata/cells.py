"""Print what openpyxl reads from a workbook, as JSON: for each sheet its cells (type and value), its print and
filter settings, tables, marks and validations, and what its charts point at and carry."""
import datetime
import json
import sys

import openpyxl


def cell(c):
    if c.value is None:
        return None
    if isinstance(c.value, datetime.datetime):
        return {"type": "date", "text": c.value.date().isoformat(), "format": c.number_format}
    if isinstance(c.value, (int, float)):
        return {"type": "number", "number": c.value, "format": c.number_format}
    return {"type": c.data_type, "text": c.value}


def points(ref):
    return [p.v for p in ref.pt]


def series(s):
    return {
        "name": points(s.tx.strRef.strCache),
        "categories": points(s.cat.strRef.strCache),
        "values": points(s.val.numRef.numCache),
        "refs": [s.tx.strRef.f, s.cat.strRef.f, s.val.numRef.f],
    }


def title(chart):
    return "".join(r.t for p in chart.title.tx.rich.p for r in p.r or [])


book = openpyxl.load_workbook(sys.argv[1])
sheets = {}
for sheet in book:
    sheets[sheet.title] = {
        "cells": [[cell(c) for c in row] for row in sheet.iter_rows()],
        "frozen": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "tables": [
            {"name": t.name, "id": t.id, "range": t.ref, "filter": t.autoFilter.ref, "columns": [c.name for c in t.tableColumns]}
            for t in sheet.tables.values()
        ],
        "conditions": [str(r.sqref) for r in sheet.conditional_formatting],
        "validations": [str(v.sqref) for v in sheet.data_validations.dataValidation],
        "merged": len(sheet.merged_cells.ranges),
        "titles": sheet.print_title_rows,
        "landscape": sheet.page_setup.orientation == "landscape",
        "fit": bool(sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage),
        "footer": sheet.oddFooter.right.text,
        "charts": [[series(s) for one in chart._charts for s in one.series] for chart in sheet._charts],
        "chartTitles": [title(chart) for chart in sheet._charts],
    }
p = book.properties
json.dump({"sheets": sheets, "order": book.sheetnames, "creator": p.creator, "title": p.title, "created": p.created.isoformat()}, sys.stdout)
