package domain

// Closing locks a month for an area (0: everywhere): records dated in it there can no longer change
// until it is opened again. Who, when and why stay on record.
type Closing struct {
	Area          AreaCode `json:"area,omitzero"`
	Month         Month    `json:"month"`
	By            string   `json:"by"`
	At            Instant  `json:"at"`
	Reason        string   `json:"reason"`
	OpenedBy      string   `json:"opened_by,omitempty"`
	OpenedAt      Instant  `json:"opened_at,omitzero"`
	OpenedBecause string   `json:"opened_because,omitempty"`
}

// Closed says whether the lock is in force.
func (c Closing) Closed() bool { return c.OpenedAt == 0 }

// Locks says whether the closing, while in force, locks a day at a place.
func (c Closing) Locks(d Date, p Placement) bool {
	return c.Closed() && c.Month == d.Month() && (c.Area == 0 || p.In([]AreaCode{c.Area}))
}

// Refusal gives the error that tells who closed the month, when and why.
func (c Closing) Refusal() *Error {
	return Refuse(PeriodClosed, "error.period_closed.month",
		"Month", c.Month.String(), "Area", c.Area.String(), "By", c.By, "At", c.At.Time().In(Shanghai()).Format("2006-01-02 15:04"), "Reason", c.Reason)
}
