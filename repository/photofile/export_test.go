package photofile

// Unusable is what Put and Get make of an error of the machine.
func Unusable(err error) error { return unusable(err) }
