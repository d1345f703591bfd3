"""Writes the rows of README.md with XlsxWriter in constant memory: xlsxwriter_rows.py ROWS FILE."""

import sys

import xlsxwriter


class Random:
    def __init__(self):
        self.x = 1

    def next(self, n):
        self.x = (self.x * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (self.x >> 33) % n

    def word(self):
        n = 2 + self.next(2)
        return "".join(chr(0x4E00 + self.next(6000)) for _ in range(n))

    def text(self, words, low, high):
        n = low + self.next(high - low + 1)
        return "".join(words[self.next(30) * self.next(30)] for _ in range(n))


def pool():
    r = Random()
    known = [r.word() for _ in range(900)]
    codes = [r.text(known, 1, 2) for _ in range(240)]
    rows = []
    for i in range(1000):
        words = [codes[c * 40 + r.next(40)] for c in range(6)]
        words += [r.text(known, 3, 12) for _ in range(6)]
        words.append(r.text(known, 16, 32) if i % 4 == 0 else "")
        if i % 50 == 0:
            words[6] += chr(0x20000 + r.next(40000))
        rows.append((words, [r.next(1000) for _ in range(10)]))
    return rows


def main():
    rows, file = int(sys.argv[1]), sys.argv[2]
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows, 23)
    sheet.set_column(0, 23, 14)
    for c in range(24):
        sheet.write_string(0, c, f"列{c + 1}", bold)
    rows_of = pool()
    for n in range(1, rows + 1):
        words, numbers = rows_of[n % 1000]
        sheet.write_number(n, 0, n)
        sheet.write_number(n, 1, 40000 + n % 3650, date)
        for c, w in enumerate(words):
            if w:
                sheet.write_string(n, 2 + c, w)
        for c in range(6):
            sheet.write_number(n, 15 + c, numbers[c])
        for c in range(6, 8):
            sheet.write_number(n, 15 + c, numbers[c] / 8)
        sheet.write_boolean(n, 23, numbers[8] % 2 == 0)
    book.close()


main()
