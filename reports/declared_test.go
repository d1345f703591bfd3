package reports_test

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
)

// lines gives the rows of a report as lists of cells, without its heading.
func lines(t *testing.T, id string, src memory, lang string, f func(*domain.Filter)) (head []string, list [][]string) {
	t.Helper()
	req := request(t, lang)
	if f != nil {
		f(&req.Filter)
	}
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table(t, id, src, req), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[0], all[1:]
}

// fitted are the records that figures of 2022 count, held in person or not.
func (m memory) fitted(deliveries ...domain.Delivery) []domain.Activity {
	return m.fit(domain.Filter{Period: domain.YearPeriod(2022), Deliveries: deliveries})
}

func TestFormsByTopicAddUpBothWays(t *testing.T) {
	const seed = 11
	src := crowd(400, seed)
	head, list := lines(t, "r5", src, "en", nil)
	want := []string{"Topic", "Lecture · Activities", "Home visit · Activities", "Not given · Activities"}
	if diff := cmp.Diff(want, head[:4]); diff != "" {
		t.Fatalf("seed %d: %s", seed, diff)
	}
	counts := map[string]int64{}
	for _, a := range src.fitted(domain.InPerson) {
		for _, topic := range []string{a.PrimaryTopic(), "*"} {
			for _, form := range []string{a.Form, "*"} {
				counts[topic+"/"+form]++
				counts[topic+"/"+form+"/heads"] += int64(a.Attendance)
			}
		}
	}
	topics := []string{"telecom_fraud", "elder_fraud", "", "*"}
	forms := []string{"lecture", "home_visit", ""}
	for i, topic := range topics {
		var cells []string
		for _, unit := range []string{"", "/heads"} {
			for _, form := range forms {
				cells = append(cells, fmt.Sprint(counts[topic+"/"+form+unit]))
			}
		}
		cells = append(cells, fmt.Sprint(counts[topic+"/*"]), fmt.Sprint(counts[topic+"/*/heads"]))
		if diff := cmp.Diff(cells, list[i][1:]); diff != "" {
			t.Errorf("seed %d, topic %q: %s", seed, topic, diff)
		}
	}
}

func TestCampaignsKeepOnlineReachApart(t *testing.T) {
	const seed = 12
	src := crowd(400, seed)
	_, list := lines(t, "r6", src, "zh", nil)
	got := map[string][]string{}
	for _, l := range list {
		got[l[0]] = l
	}
	for _, unit := range []struct{ code, name string }{{"zjp", "浙江站"}, {"pol", "杭州市公安局（反诈中心）"}, {"", "合计"}} {
		var activities, heads, staff, entered, sent, reads int64
		for _, a := range src.fitted() {
			lead, _ := a.Lead()
			if a.Campaign == "" || unit.code != "" && lead.Code != unit.code {
				continue
			}
			for _, o := range a.Online {
				switch o.Metric {
				case "sent":
					sent += int64(o.Value)
				case "reads":
					reads += int64(o.Value)
				}
			}
			if a.Delivery == domain.InPerson {
				activities++
				heads += int64(a.Attendance)
				staff += int64(a.Staff)
				if a.Venue == "community" {
					entered++
				}
			}
		}
		l := got[unit.name]
		want := []string{fmt.Sprint(staff), fmt.Sprint(activities), fmt.Sprint(heads), "0", fmt.Sprint(entered), "0"}
		if diff := cmp.Diff(want, l[3:9]); diff != "" {
			t.Errorf("seed %d, %s: %s", seed, unit.name, diff)
		}
		if diff := cmp.Diff([]string{fmt.Sprint(sent), "0", fmt.Sprint(reads)}, l[14:17]); diff != "" {
			t.Errorf("seed %d, %s online: %s", seed, unit.name, diff)
		}
	}
}

func TestOnlineReachHasARowForEachRecordAndPlatform(t *testing.T) {
	const seed = 13
	src := crowd(200, seed)
	head, list := lines(t, "r7", src, "en", nil)
	at := func(key string) int { return slices.Index(head, key) }
	rows, reads := 0, int64(0)
	for _, a := range src.fitted() {
		if len(a.Online) > 0 {
			rows += 2
			reads += int64(a.Online[0].Value)
		}
	}
	last := list[len(list)-1]
	if len(list)-1 != rows || last[at("Reads")] != fmt.Sprint(reads) || last[at("Likes")] != fmt.Sprint(7*rows/2) {
		t.Errorf("seed %d: %d rows, reads %s, likes %s; want %d, %d, %d", seed, len(list)-1, last[at("Reads")], last[at("Likes")], rows, reads, 7*rows/2)
	}
	for _, l := range list[:len(list)-1] {
		if sms := l[0] == "Text messages"; sms != (l[at("Messages sent")] != "") || sms != (l[at("Reads")] == "") || sms != (l[at("Counted at")] == "") {
			t.Errorf("seed %d: a platform's row has another's numbers: %v", seed, l)
		}
	}
}

func TestVolunteersAreToldByCodeAndAddUp(t *testing.T) {
	const seed = 14
	src := crowd(300, seed)
	src[0].Volunteers = []domain.TurnOut{{Code: "unnamed-1"}, {Code: "unnamed-2"}}
	src[0].Status, src[0].Delivery, src[0].Date, src[0].Verdict = domain.Approved, domain.InPerson, 20221105, domain.Verdict{Fit: true}
	_, list := lines(t, "r8", src, "en", nil)
	want := map[string]int64{}
	minutes, last := map[string]int64{}, map[string]domain.Date{}
	for _, a := range src.fitted(domain.InPerson) {
		for _, v := range a.Volunteers {
			code := v.Code
			if strings.HasPrefix(code, "unnamed-") {
				code = "Unnamed (counted only)"
			}
			for _, k := range []string{code, "Total"} {
				want[k]++
				minutes[k] += int64(v.Minutes)
				last[k] = max(last[k], a.Date)
			}
		}
	}
	if len(list) != len(want) || list[len(list)-1][0] != "Total" || want["Unnamed (counted only)"] != 2 {
		t.Fatalf("seed %d: %d rows, want %d with the total last", seed, len(list), len(want))
	}
	for _, l := range list {
		if l[3] != fmt.Sprint(want[l[0]]) || l[1] != "" {
			t.Errorf("seed %d, %s: %v, want %d turn-outs and no name", seed, l[0], l, want[l[0]])
		}
		if l[0] != "Total" && l[6] != last[l[0]].String() {
			t.Errorf("seed %d, %s: last %s, want %s", seed, l[0], l[6], last[l[0]])
		}
	}
}

func TestWorkpapersPrintAWordThatHolds(t *testing.T) {
	const seed = 15
	src := crowd(500, seed)
	_, list := lines(t, "r11", src, "zh", nil)
	all := src.fitted(domain.InPerson)
	for i, m := range append(measuresOf(domain.AdditiveMeasures()), measuresOf(domain.DistinctMeasures())...) {
		exact := measured(all, []domain.Measure{m})[0]
		if l := list[i]; l[0] != string(m) || l[2] != fmt.Sprint(exact) || l[4] != "年内（期间内）" || !strings.Contains(l[9], fmt.Sprint(len(all))) {
			t.Errorf("seed %d, %s: %v, want %d", seed, m, l, exact)
		}
		if exact >= 100 && exact%10 != 0 && !strings.Contains(list[i][1], "余") {
			t.Errorf("seed %d, %s: %d is printed as %q", seed, m, exact, list[i][1])
		}
	}
	_, ever := lines(t, "r11", src, "zh", func(f *domain.Filter) { f.Period.From = 0 })
	if ever[0][4] != "自启动累计" {
		t.Errorf("an open period is called %q", ever[0][4])
	}
}

func measuresOf[T [11]domain.Measure | [5]domain.Measure](list T) []domain.Measure {
	var out []domain.Measure
	for i := range len(list) {
		out = append(out, list[i])
	}
	return out
}

func TestAYearStandsBesideTheYearBefore(t *testing.T) {
	const seed = 16
	src := crowd(500, seed)
	sum := func(from, to domain.Date, m domain.Measure) int64 {
		return measured(src.fit(domain.Filter{Period: domain.Period{From: from, To: to}, Deliveries: []domain.Delivery{domain.InPerson}}), []domain.Measure{m})[0]
	}
	_, list := lines(t, "r12", src, "en", nil)
	for i, m := range append(measuresOf(domain.AdditiveMeasures()), measuresOf(domain.DistinctMeasures())...) {
		before, now, ever := sum(20210101, 20220101, m), sum(20220101, 20230101, m), sum(0, 20230101, m)
		want := []string{"", fmt.Sprint(before), fmt.Sprint(now), fmt.Sprint(now - before)}
		if diff := cmp.Diff(want, list[i][2:6]); diff != "" || list[i][7] != fmt.Sprint(ever) {
			t.Errorf("seed %d, %s: %v: %s", seed, m, list[i], diff)
		}
	}
	_, open := lines(t, "r12", src, "en", func(f *domain.Filter) { f.Period.From = 0 })
	if diff := cmp.Diff([]string{"", "", ""}, []string{open[0][3], open[0][5], open[0][6]}); diff != "" {
		t.Errorf("an open period has no year before: %s", diff)
	}
}

func TestFindingsStandUnderTheirRecords(t *testing.T) {
	const seed = 17
	src := crowd(300, seed)
	for i := range src {
		if i%10 == 0 {
			src[i].Attendance = 0
		}
	}
	_, list := lines(t, "r13", src, "zh", nil)
	var want []string
	for _, a := range src.taken(domain.Filter{Period: domain.YearPeriod(2022)}) {
		if a.Status != domain.Void && a.Attendance == 0 {
			want = append(want, string(a.ID))
		}
	}
	var got []string
	for _, l := range list {
		got = append(got, l[2])
		if l[0] != "5" || l[1] != "B" || l[5] != "参与人次" || l[6] == "" || l[6] == "rule.5" {
			t.Errorf("seed %d: %v", seed, l)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
		t.Errorf("seed %d: %d findings: %s", seed, len(want), diff)
	}
}

func TestCorrectionsNameFieldValueAndPeople(t *testing.T) {
	src := crowd(300, 18)
	_, list := lines(t, "r14", src, "en", nil)
	if len(list) == 0 {
		t.Fatal("no corrections")
	}
	want := []string{"Person-times", "1", "2", "late sheet", "ann", "2022-12-03", "", "Yes", "Yes"}
	if diff := cmp.Diff(want, list[0][4:]); diff != "" {
		t.Error(diff)
	}
}

func TestUnitsAreRankedByWhatCounts(t *testing.T) {
	const seed = 19
	src := crowd(400, seed)
	_, list := lines(t, "r15", src, "zh", nil)
	done := map[string]int{}
	for _, a := range src.fitted(domain.InPerson) {
		lead, _ := a.Lead()
		done[lead.Code]++
	}
	handed, returned, late := 0, 0, 0
	for _, a := range src.taken(domain.Filter{Period: domain.YearPeriod(2022), Deliveries: []domain.Delivery{domain.InPerson}}) {
		if a.Status == domain.Void || a.Status == domain.Draft {
			continue
		}
		handed++
		if a.Status == domain.Returned {
			returned++
		}
		if a.SubmittedAt.Day().DaysSince(a.Date) > 30 {
			late++
		}
	}
	if first, second := number(t, list[0][2]), number(t, list[1][2]); first < second || first != int64(max(done["zjp"], done["pol"])) || list[0][4] != "1" {
		t.Errorf("seed %d: %v before %v, done %v", seed, list[0], list[1], done)
	}
	total := list[2]
	want := []string{"合计", "", fmt.Sprint(done["zjp"] + done["pol"]), "", "", fmt.Sprint(handed)}
	if diff := cmp.Diff(want, total[:6]); diff != "" {
		t.Errorf("seed %d: %s", seed, diff)
	}
	for i, part := range []int{returned, late} {
		if got, want := total[6+i], strconv.FormatFloat(float64(part)/float64(handed), 'f', -1, 64); got != want {
			t.Errorf("seed %d: rate %d is %s, want %s", seed, i, got, want)
		}
	}
}
