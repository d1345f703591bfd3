package domain

import (
	"math"
	"strconv"
	"strings"
)

// RoundingWord says in print how a published number stands to the exact one. The word is a claim that
// is checked, never typed: when a correction breaks it, that is a finding.
type RoundingWord string

// The rounding words, by what they claim.
const (
	Exactly  RoundingWord = ""          // the printed number is the exact one
	OverStep RoundingWord = "over_step" // at least the printed number, and less than one printed step above it
	Over     RoundingWord = "over"      // strictly above the printed number
	Near     RoundingWord = "near"      // below the printed number by at most 5 %
	About    RoundingWord = "about"     // within 5 % of the printed number, either way
)

// Check refuses a printed number whose word does not hold for the exact one. Step is the unit of the last
// printed digit: 100 for "8,500". Numbers are counts: nothing is below zero and a step is at least 1.
func (w RoundingWord) Check(exact, printed, step int64) error {
	if exact < 0 || printed < 0 || step < 1 {
		return Refuse(Invalid, "error.figure.range")
	}
	var holds bool
	switch w {
	case Exactly:
		holds = exact == printed
	case OverStep:
		holds = printed <= exact && exact-printed < step
	case Over:
		holds = exact > printed
	case Near:
		holds = exact < printed && printed-exact <= printed/20
	case About:
		holds = max(exact, printed)-min(exact, printed) <= printed/20
	default:
		return Refuse(Invalid, "error.figure.unknown", "Value", string(w))
	}
	if !holds {
		return Refuse(Invalid, "error.figure.word", "Word", string(w), "Exact", exact, "Printed", printed)
	}
	return nil
}

// Cut gives the number that the word prints for an exact one at a step: over_step and over cut down, near
// rounds up, about rounds to the nearest, half up. No word keeps the number whole.
func (w RoundingWord) Cut(exact, step int64) int64 {
	if step < 1 || exact < 0 {
		return exact
	}
	rest := exact % step
	up := rest > 0 && (w == Near || w == About && rest >= step-rest)
	switch {
	case w == Exactly:
		return exact
	case up && exact-rest > math.MaxInt64-step:
		return exact
	case up:
		return exact - rest + step
	}
	return exact - rest
}

// FigureWords are the words and large units of one language, largest unit first. They are data, because
// they are text. Words that stand before the number bring their own space.
type FigureWords struct {
	OverStep string `json:"over_step"`
	// OverStepAfter says that the word stands behind the number, as in Chinese, not before it.
	OverStepAfter bool   `json:"over_step_after,omitempty"`
	Over          string `json:"over"`
	// OverUnit is the shorter Over before a number with a large unit; empty: Over itself.
	OverUnit string       `json:"over_unit,omitempty"`
	Near     string       `json:"near"`
	About    string       `json:"about"`
	Units    []FigureUnit `json:"units"`
}

// FigureUnit is a unit that long round numbers are printed in: ten thousand, a million.
type FigureUnit struct {
	Size int64  `json:"size"`
	Name string `json:"name"`
}

// Print gives an exact number as it is published: cut to the step, in the largest unit that takes it with at
// most two decimals, with its word. A number that the step does not cut is printed whole and needs no
// word. A word that would not be true at this step, such as "near" for 8,100 at steps of 1,000, is refused.
func (f FigureWords) Print(exact int64, word RoundingWord, step int64) (string, error) {
	printed := word.Cut(exact, step)
	if printed == exact {
		word = Exactly
	}
	if err := word.Check(exact, printed, max(step, 1)); err != nil {
		return "", err
	}
	if printed == 0 && exact > 0 {
		return "", Refuse(Invalid, "error.figure.step", "Exact", exact, "Step", step)
	}
	u := f.unit(printed)
	number := decimal(printed, u.Size)
	switch word {
	case OverStep:
		return f.overStep(number, u, printed, step), nil
	case Over:
		if u.Size > 1 && f.OverUnit != "" {
			return f.OverUnit + number + u.Name, nil
		}
		return f.Over + number + u.Name, nil
	case Near:
		return f.Near + number + u.Name, nil
	case About:
		return f.About + number + u.Name, nil
	}
	return number + u.Name, nil
}

// overStep puts the word where its language wants it. In Chinese it stands before a large unit when the cut
// is no finer than the unit and the number has two digits or more (400 over ten-thousands), else at
// the end (4.3 ten-thousands over).
func (f FigureWords) overStep(number string, u FigureUnit, printed, step int64) string {
	switch {
	case !f.OverStepAfter:
		return f.OverStep + number + u.Name
	case step >= u.Size && printed/u.Size >= 10:
		return number + f.OverStep + u.Name
	}
	return number + u.Name + f.OverStep
}

// unit gives the largest unit that takes a number with at most two decimals; size 1 without a name otherwise.
func (f FigureWords) unit(n int64) FigureUnit {
	for _, u := range f.Units {
		if u.Size >= 100 && n >= u.Size && n%(u.Size/100) == 0 {
			return u
		}
	}
	return FigureUnit{Size: 1}
}

// decimal writes n ÷ size with thousands separators and at most two decimals, which must be enough.
func decimal(n, size int64) string {
	digits := strconv.FormatInt(n/size, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if rest := n % size; rest > 0 {
		hundredths := strconv.FormatInt(100+rest/(size/100), 10)[1:]
		digits += "." + strings.TrimRight(hundredths, "0")
	}
	return digits
}
