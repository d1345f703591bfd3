package configs

// Headings gives further headings that ledgers of this kind have for the columns of the table of activities, by the
// column's key (data/headings.json). None of them is a heading of another column.
func Headings() (map[string][]string, error) {
	m := map[string][]string{}
	return m, decode("headings", &m)
}
