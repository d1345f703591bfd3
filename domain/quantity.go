package domain

// PersonTimes counts attendances: the same person twice is two. Never unique people.
type PersonTimes int64

// Persons counts unduplicated people, known only from a roster or coded list.
type Persons int64

// Households counts addresses, each once per visit record.
type Households int64

// Minutes counts minutes of an activity or of service.
type Minutes int64

// Copies counts printed materials handed out.
type Copies int64

// Count counts things that have no unit of their own: activities, questions, pledges.
type Count int64

// Sums are the additive measures of activities, side by side. The zero value is the sum of nothing.
type Sums struct {
	Activities       Count
	Attendance       PersonTimes
	Elderly          PersonTimes
	Minors           PersonTimes
	Students         PersonTimes
	Volunteers       PersonTimes
	VolunteerMinutes Minutes
	Materials        Copies
	Households       Households
	Officers         PersonTimes
	Questions        Count
}

// Plus adds two sums, measure by measure.
func (s Sums) Plus(o Sums) Sums {
	s.Activities += o.Activities
	s.Attendance += o.Attendance
	s.Elderly += o.Elderly
	s.Minors += o.Minors
	s.Students += o.Students
	s.Volunteers += o.Volunteers
	s.VolunteerMinutes += o.VolunteerMinutes
	s.Materials += o.Materials
	s.Households += o.Households
	s.Officers += o.Officers
	s.Questions += o.Questions
	return s
}

// Minus takes o away from s, measure by measure.
func (s Sums) Minus(o Sums) Sums { return s.Plus(o.negative()) }

func (s Sums) negative() Sums {
	return Sums{
		-s.Activities, -s.Attendance, -s.Elderly, -s.Minors, -s.Students, -s.Volunteers,
		-s.VolunteerMinutes, -s.Materials, -s.Households, -s.Officers, -s.Questions,
	}
}

// Of gives one additive measure as a plain number; 0 for a distinct measure.
func (s Sums) Of(m Measure) int64 {
	for i, v := range s.Values() {
		if AdditiveMeasures()[i] == m {
			return v
		}
	}
	return 0
}

// Values gives the measures in the order of AdditiveMeasures.
func (s Sums) Values() [11]int64 {
	return [11]int64{
		int64(s.Activities), int64(s.Attendance), int64(s.Elderly), int64(s.Minors), int64(s.Students), int64(s.Volunteers),
		int64(s.VolunteerMinutes), int64(s.Materials), int64(s.Households), int64(s.Officers), int64(s.Questions),
	}
}

// SumsOf is the reverse of Values.
func SumsOf(v [11]int64) Sums {
	return Sums{
		Count(v[0]), PersonTimes(v[1]), PersonTimes(v[2]), PersonTimes(v[3]), PersonTimes(v[4]), PersonTimes(v[5]),
		Minutes(v[6]), Copies(v[7]), Households(v[8]), PersonTimes(v[9]), Count(v[10]),
	}
}

// Measure names something a question can ask for.
type Measure string

// Additive measures add up over any rows; distinct ones must be counted over the whole period.
const (
	MeasureActivities       Measure = "activities"
	MeasureAttendance       Measure = "attendance"
	MeasureElderly          Measure = "elderly"
	MeasureMinors           Measure = "minors"
	MeasureStudents         Measure = "students"
	MeasureVolunteers       Measure = "volunteers"
	MeasureVolunteerMinutes Measure = "volunteer_minutes"
	MeasureMaterials        Measure = "materials"
	MeasureHouseholds       Measure = "households"
	MeasureOfficers         Measure = "officers"
	MeasureQuestions        Measure = "questions"

	MeasureProvinces     Measure = "provinces"
	MeasureCities        Measure = "cities"
	MeasureCounties      Measure = "counties"
	MeasureCampuses      Measure = "campuses"
	MeasureOrganisations Measure = "organisations"
)

// AdditiveMeasures lists the measures that add up, in the order of Sums.Values.
func AdditiveMeasures() [11]Measure {
	return [11]Measure{
		MeasureActivities, MeasureAttendance, MeasureElderly, MeasureMinors, MeasureStudents, MeasureVolunteers,
		MeasureVolunteerMinutes, MeasureMaterials, MeasureHouseholds, MeasureOfficers, MeasureQuestions,
	}
}

// DistinctMeasures lists the measures that count different things reached: provinces, cities, counties and
// campuses by in-person activities only; organisations are the leads that own an activity.
func DistinctMeasures() [5]Measure {
	return [5]Measure{MeasureProvinces, MeasureCities, MeasureCounties, MeasureCampuses, MeasureOrganisations}
}

// Additive says whether the measure adds up.
func (m Measure) Additive() bool {
	for _, a := range AdditiveMeasures() {
		if a == m {
			return true
		}
	}
	return false
}

// Known says whether the measure exists.
func (m Measure) Known() bool {
	if m.Additive() {
		return true
	}
	for _, d := range DistinctMeasures() {
		if d == m {
			return true
		}
	}
	return false
}
