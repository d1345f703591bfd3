// Writes the rows of ../README.md with rust_xlsxwriter in constant memory: rival ROWS FILE.
use rust_xlsxwriter::{Format, Workbook, XlsxError};

struct Row {
    words: Vec<String>,
    numbers: [u64; 10],
}

struct Random(u64);

impl Random {
    fn next(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % n
    }

    fn word(&mut self) -> String {
        let n = 2 + self.next(2);
        (0..n).map(|_| char::from_u32(0x4E00 + self.next(6000) as u32).unwrap()).collect()
    }

    fn text(&mut self, words: &[String], min: u64, max: u64) -> String {
        let n = min + self.next(max - min + 1);
        (0..n).map(|_| words[(self.next(30) * self.next(30)) as usize].as_str()).collect()
    }
}

fn pool() -> Vec<Row> {
    let mut r = Random(1);
    let known: Vec<String> = (0..900).map(|_| r.word()).collect();
    let codes: Vec<String> = (0..240).map(|_| r.text(&known, 1, 2)).collect();
    (0..1000)
        .map(|i| {
            let mut words = Vec::new();
            for c in 0..6 {
                words.push(codes[(c * 40 + r.next(40)) as usize].clone());
            }
            for _ in 0..6 {
                words.push(r.text(&known, 3, 12));
            }
            words.push(if i % 4 == 0 { r.text(&known, 16, 32) } else { String::new() });
            if i % 50 == 0 {
                words[6].push(char::from_u32(0x20000 + r.next(40000) as u32).unwrap());
            }
            let mut numbers = [0; 10];
            for n in numbers.iter_mut() {
                *n = r.next(1000);
            }
            Row { words, numbers }
        })
        .collect()
}

fn main() -> Result<(), XlsxError> {
    let args: Vec<String> = std::env::args().collect();
    let rows: u32 = args[1].parse().expect("rows");
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, rows, 23)?;
    for c in 0..24 {
        sheet.set_column_width(c, 14)?;
        sheet.write_with_format(0, c, format!("列{}", c + 1), &bold)?;
    }
    let pool = pool();
    for n in 1..=rows {
        let row = &pool[(n % 1000) as usize];
        sheet.write_number(n, 0, n as f64)?;
        sheet.write_number_with_format(n, 1, (40000 + n % 3650) as f64, &date)?;
        for (c, w) in row.words.iter().enumerate() {
            if !w.is_empty() {
                sheet.write_string(n, 2 + c as u16, w)?;
            }
        }
        for c in 0..6 {
            sheet.write_number(n, 15 + c, row.numbers[c as usize] as f64)?;
        }
        for c in 6..8 {
            sheet.write_number(n, 15 + c, row.numbers[c as usize] as f64 / 8.0)?;
        }
        sheet.write_boolean(n, 23, row.numbers[8] % 2 == 0)?;
    }
    book.save(&args[2])
}
