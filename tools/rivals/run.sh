#!/usr/bin/env bash
# Builds the rivals and measures them beside the product: run.sh [ROWS…], 100000 if none is given.
# OUTREACH_BIN is the built product, ROUNDS how often each runs (3). Needs Go, cargo and Python 3.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
bin="${OUTREACH_BIN:?the built product}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$here/.venv"
"$here/.venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
cargo build --quiet --release --manifest-path "$here/rust/Cargo.toml" --target-dir "$here/.venv/target"
CGO_ENABLED=0 go build -C "$here/go" -trimpath -o "$work/rival" .
rust="$here/.venv/target/release/rival"
python="$here/.venv/bin/python $here/xlsxwriter_rows.py"
for rows in "${@:-100000}"; do
  "$work/rival" fill "$rows" "$work/data-$rows"
  echo
  echo "$rows rows × 24 columns; from the store: report r1 of $rows records"
  "$here/.venv/bin/python" "$here/measure.py" "${ROUNDS:-3}" \
    "rust_xlsxwriter constant_memory=$rust $rows $work/rust.xlsx" \
    "XlsxWriter constant_memory=$python $rows $work/python.xlsx" \
    "excelize StreamWriter=$work/rival excelize $rows $work/excelize.xlsx" \
    "reports/xlsx=$work/rival ours $rows $work/ours.xlsx" \
    "reports/xlsx, nothing written (idle)=$work/rival ours 0 $work/idle.xlsx" \
    "outreach export r1, from the store=$bin export r1 --data $work/data-$rows -o $work/export.xlsx"
  rm -rf "$work/data-$rows"
done
