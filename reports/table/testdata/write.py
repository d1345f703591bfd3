"""Write a workbook by openpyxl from JSON on standard input: {"epoch": 1900 or 1904, "texts": [...]}. The texts stand in
column A of the first sheet; columns B to H hold a number, days, a time, a truth value, an error, a formula and rich text."""
import datetime
import json
import sys

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

asked = json.load(sys.stdin)
book = openpyxl.Workbook()
if asked["epoch"] == 1904:
    book.epoch = CALENDAR_MAC_1904
sheet = book.active
sheet.title = "A&B 'quoted' 金融教育宣传活动明细"
for row, text in enumerate(asked["texts"], 1):
    cell = sheet.cell(row, 1)
    cell.value = text
    cell.data_type = "s"
sheet["B1"] = 1234.5
sheet["C1"] = datetime.date(2022, 11, 5)
sheet["D1"] = datetime.datetime(2022, 11, 5, 13, 30)
sheet["E1"] = datetime.time(6, 15)
sheet["F1"] = True
sheet["G1"] = "#N/A"
sheet["H1"] = "=B1*2"
sheet["I1"] = CellRichText("金融", TextBlock(InlineFont(b=True), " 教育"))
sheet["C2"] = 44870
sheet["C2"].number_format = 'yyyy"年"m"月"d"日"'
sheet.merge_cells("K1:L2")
sheet["M3"].number_format = "0.00"
hidden = book.create_sheet("hidden")
hidden.sheet_state = "hidden"
hidden["A1"] = "list"
book.create_sheet("empty")
book.save(sys.argv[1])
