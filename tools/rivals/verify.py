"""Counts rows and adds up numbers of a workbook's first sheet as calamine, another program, reads them: verify.py FILE…"""

import datetime
import hashlib
import math
import sys

from python_calamine import CalamineWorkbook

for file in sys.argv[1:]:
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).iter_rows()
    head = next(rows)
    count, numbers, sums, digest = 0, [0] * len(head), [0.0] * len(head), hashlib.sha256()
    for row in rows:
        count += 1
        for i, v in enumerate(row):
            if isinstance(v, (int, float)) and not isinstance(v, bool):
                numbers[i] += 1
                sums[i] += v
            elif isinstance(v, (str, bool, datetime.date)):
                digest.update(f"{i}\t{v}\n".encode())
    print(file, count, "rows, all other cells", digest.hexdigest()[:16])
    for title, n, s in zip(head, numbers, sums):
        if n:
            print(title, n, int(s) if math.floor(s) == s else s)
