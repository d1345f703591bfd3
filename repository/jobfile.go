package repository

import "strings"

// maxJobFileName is how many characters the name of a job's file may have.
const maxJobFileName = 100

// IsJobFileName says whether JobFiles take a name: one that leads nowhere else, whatever keeps the bytes.
func IsJobFileName(name string) bool {
	return name != "" && len(name) <= maxJobFileName && name[0] != '.' && strings.Trim(name, "0123456789abcdefghijklmnopqrstuvwxyz-.") == ""
}
