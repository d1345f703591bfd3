"""Edits a workbook as a person would, with a program that is none of ours.

edit.py IN OUT, with the plan as JSON on standard input: "cells" is a list of [record number, heading, value], a
value {"day": "2022-01-02"} being a date; "turn": put the columns in reverse order; "extra": add columns of its own.
"""
import copy
import datetime
import json
import sys

import openpyxl

plan = json.load(sys.stdin)
book = openpyxl.load_workbook(sys.argv[1])
sheet = next(s for s in book.worksheets if any(c.value == plan["id"] for c in s[1]))
heads = [c.value for c in sheet[1]]
number = {row[heads.index(plan["id"])].value: row for row in sheet.iter_rows(min_row=2)}
for record, heading, value in plan["cells"]:
    if isinstance(value, dict):
        value = datetime.date.fromisoformat(value["day"])
    number[record][heads.index(heading)].value = value
if plan.get("turn"):
    turned = book.create_sheet("转")
    for row in sheet.iter_rows():
        cells = list(reversed(row))
        if plan.get("extra"):
            cells = cells[:2] + [None] + cells[2:]
        for i, cell in enumerate(cells):
            new = turned.cell(row=row[0].row, column=i + 1)
            if cell is None:
                new.value = "我们自己的列" if row[0].row == 1 else row[0].row
                continue
            new.value, new.number_format = cell.value, copy.copy(cell.number_format)
    book.remove(sheet)
book.save(sys.argv[2])
