package table

import (
	"bytes"
	"slices"
)

// merges lists the merged blocks.
func (r *sheetReader) merges() error {
	const most = 1 << 16
	for {
		ok, err := r.child()
		if err != nil || !ok {
			return err
		}
		ref := bytes.Clone(r.attr("ref"))
		if err := r.skip(); err != nil {
			return err
		}
		area, ok := areaOf(ref)
		if !ok || len(r.merged) == most {
			return r.refuse("error.table.order", string(clipped(ref)))
		}
		r.merged = append(r.merged, area)
	}
}

// filled notes the block that an array formula fills: only its first cell says so.
func (r *sheetReader) filled(ref []byte) error {
	area, ok := areaOf(ref)
	if !ok {
		return r.refuse("error.table.order", string(clipped(ref)))
	}
	if area.Top == area.Bottom && area.Left == area.Right {
		return nil
	}
	r.arrays = slices.DeleteFunc(r.arrays, func(a Area) bool { return a.Bottom < r.at.row })
	if r.arrays = append(r.arrays, area); len(r.arrays) > maxArrays {
		return r.refuse("error.table.order", string(clipped(ref)))
	}
	return nil
}

// maxArrays is how many blocks of array formulas may lie beside each other.
const maxArrays = 256

// isFilled says whether an array formula fills the cell.
func (r *sheetReader) isFilled() bool {
	return slices.ContainsFunc(r.arrays, func(a Area) bool {
		return a.Top <= r.at.row && r.at.row <= a.Bottom && a.Left <= r.at.column && r.at.column <= a.Right
	})
}

func areaOf(ref []byte) (Area, bool) {
	from, to, _ := bytes.Cut(ref, []byte(":"))
	if to == nil {
		to = from
	}
	left, top := letters(from)
	right, bottom := letters(to)
	a := Area{digits(top, lastRow), left, digits(bottom, lastRow), right}
	return a, a.Top > 0 && a.Left > 0 && a.Bottom >= a.Top && a.Right >= a.Left
}
