package reports_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"outreach/domain"
	"outreach/reports"
)

func term(code, zh, en string) domain.Term { return domain.Term{Code: code, Zh: zh, En: en} }

func vocabulary(name string, terms ...domain.Term) domain.Vocabulary {
	return domain.Vocabulary{Name: name, Terms: terms}
}

// catalogue is a small world: two provinces, one county merged on 2022-07-01, a city without counties.
func catalogue(t testing.TB) *domain.Catalogue {
	t.Helper()
	areas := []domain.Area{
		{Code: 330000, Name: "浙江省", Level: domain.LevelProvince, Class: "province", Reachable: true},
		{Code: 330100, Name: "杭州市", Level: domain.LevelCity, Class: "city", Parent: 330000, Reachable: true},
		{Code: 330103, Name: "下城区", Level: domain.LevelCounty, Class: "district", Parent: 330100, ValidTo: 20220701, Reachable: true},
		{Code: 330105, Name: "拱墅区", Level: domain.LevelCounty, Class: "district", Parent: 330100, Reachable: true},
		{Code: 330106, Name: "西湖区", Level: domain.LevelCounty, Class: "district", Parent: 330100, Reachable: true},
		{Code: 440000, Name: "广东省", Level: domain.LevelProvince, Class: "province", Reachable: true},
		{Code: 440300, Name: "深圳市", Level: domain.LevelCity, Class: "city", Parent: 440000, Reachable: true},
		{Code: 440304, Name: "福田区", Level: domain.LevelCounty, Class: "district", Parent: 440300, Reachable: true},
		{Code: 441900, Name: "东莞市", Level: domain.LevelCity, Class: "city", Parent: 440000, Reachable: true},
	}
	gazetteer, err := domain.NewGazetteer(areas, []domain.Succession{{From: 330103, To: 330105, On: 20220701, Kind: domain.SuccessionMerge, Whole: true}})
	if err != nil {
		t.Fatal(err)
	}
	campuses, err := domain.NewCampusRegister([]domain.Campus{{
		Code: "4133010335", Name: "浙江大学", Category: domain.CampusRegular, Level: domain.CampusUndergraduate, Province: 330000, Location: "杭州市",
	}}, []domain.CampusTotal{{ListDate: 20220531, All: 3013, Regular: 2759}})
	if err != nil {
		t.Fatal(err)
	}
	return &domain.Catalogue{
		Gazetteer: gazetteer, Campuses: campuses,
		Figures: map[string]domain.FigureWords{"zh": {OverStep: "余", OverStepAfter: true}, "en": {OverStep: "over "}},
		Programmes: map[string]domain.Programme{
			"xinghai": {Code: "xinghai", Zh: "星海计划", En: "Star Sea Plan", Areas: []domain.AreaCode{330105}},
			"campus":  {Code: "campus", Zh: "无诈校园", En: "Fraud-free Campus", Areas: []domain.AreaCode{440000}},
		},
		Campaigns: map[string]domain.Campaign{"month2022": {Code: "month2022", Zh: "教育宣传月 2022", En: "Education Month 2022"}},
		Organisations: map[string]domain.Organisation{
			"zjp": {Code: "zjp", Zh: "浙江站", En: "Zhejiang Station"},
			"pol": {Code: "pol", Zh: "杭州市公安局（反诈中心）", En: "Hangzhou Police (Anti-fraud Centre)"},
		},
		Vocabularies: map[string]domain.Vocabulary{
			"form":         vocabulary("form", term("lecture", "讲座", "Lecture"), term("home_visit", "入户走访", "Home visit")),
			"venue":        vocabulary("venue", domain.Term{Code: "community", Zh: "社区", En: "Community", Tags: []string{"enter_community"}}, term("other", "其他", "Other")),
			"platform":     vocabulary("platform", term("wechat_oa", "公众号", "WeChat account"), term("sms", "短信", "Text messages")),
			"topic":        vocabulary("topic", term("telecom_fraud", "电信网络诈骗", "Telecom fraud"), term("elder_fraud", "养老诈骗", "Elder fraud")),
			"audience":     vocabulary("audience", term("elderly", "老年人", "Elderly"), term("minor", "未成年人", "Minors"), term("farmer", "务农、农村居民", "Farmers")),
			"role":         vocabulary("role", term("lead", "主办", "Lead"), term("co", "协办", "Co-organiser"), term("joint", "联合", "Joint"), term("police", "公安", "Police")),
			"count_method": vocabulary("count_method", term("seats", "座位估算", "Seats")),
		},
	}
}

func placed(area domain.AreaCode, name string, city, province domain.AreaCode) domain.Placement {
	return domain.Placement{Area: area, Name: name, City: city, Province: province}
}

// sample is a record with every column of R1 filled; n makes its id.
func sample(n int) domain.Activity {
	v := domain.Version{Status: domain.Approved, Revision: 1, Verdict: domain.Verdict{Fit: true}, Placed: placed(330106, "西湖区", 330100, 330000)}
	v.Content = domain.Content{
		Kind: domain.KindSession, Programme: "xinghai", Campaign: "month2022", Title: "金融知识进社区", Date: 20221105, Minutes: 90,
		Area: 330106, Place: "文新街道德加社区", Venue: "community", Delivery: domain.InPerson, Form: "lecture",
		Topics: []string{"telecom_fraud", "elder_fraud"}, Audiences: map[string]domain.PersonTimes{"elderly": 30, "farmer": 5},
		Attendance: 42, CountBasis: domain.Estimated, CountMethod: "seats", Materials: 100,
		Organisations: []domain.Party{
			{Code: "zjp", Role: domain.RoleLead}, {Name: "德加社区居委会", Role: "joint"}, {Code: "pol", Role: domain.RolePolice},
		},
		Volunteers: []domain.TurnOut{{Code: "v1", Minutes: 120}, {Code: "v2", Minutes: 90}},
		Evidence:   []domain.Evidence{{SHA256: "0"}}, Notes: "反响好, \"很\"好\n第二行",
	}
	return domain.Activity{ID: domain.ID(fmt.Sprintf("0184f000-0000-7000-8000-%012d", n)), Author: "u1", Version: v}
}

func request(t testing.TB, lang string) reports.Request {
	t.Helper()
	return reports.Request{
		Filter: domain.Filter{Period: domain.YearPeriod(2022)}, Text: texts(t, lang), Catalogue: catalogue(t),
		Now: 1673000000000, Actor: "林",
	}
}

// crowd makes n records of every kind, state and place from a seed.
func crowd(n int, seed uint64) memory {
	r := rand.New(rand.NewPCG(seed, 4))
	places := []domain.Placement{
		placed(330106, "西湖区", 330100, 330000), placed(330105, "拱墅区", 330100, 330000),
		placed(440304, "福田区", 440300, 440000), placed(441900, "东莞市", 441900, 440000),
	}
	statuses := domain.Statuses()
	list := make(memory, n)
	for i := range list {
		a := sample(i)
		a.Placed = places[r.IntN(len(places))]
		a.Date = domain.DateOf(2021+r.IntN(2), 1, 1).AddDays(r.IntN(365))
		if r.IntN(9) == 0 {
			a.Placed, a.Date = placed(330103, "下城区", 330100, 330000), domain.DateOf(2022, 1, 1).AddDays(r.IntN(180))
		}
		a.Content.Area = a.Placed.Area
		a.Minutes = domain.Minutes(r.IntN(120))
		a.Attendance = domain.PersonTimes(r.IntN(500))
		a.Materials = domain.Copies(r.IntN(300))
		a.Audiences = map[string]domain.PersonTimes{"elderly": domain.PersonTimes(r.IntN(50)), "minor": domain.PersonTimes(r.IntN(9))}
		a.Status = statuses[r.IntN(len(statuses))]
		if r.IntN(2) == 0 {
			a.Status = domain.Approved
		}
		a.Verdict = domain.Judge(&a.Version, "", domain.Programme{})
		if r.IntN(8) == 0 {
			a.Delivery = domain.Online
		}
		describe(&a, r)
		a.Form = []string{"lecture", "home_visit", ""}[r.IntN(3)]
		a.Topics = [][]string{{"telecom_fraud"}, {"elder_fraud", "telecom_fraud"}, nil}[r.IntN(3)]
		a.Campaign = []string{"month2022", ""}[r.IntN(2)]
		a.Organisations = []domain.Party{{Code: []string{"zjp", "pol"}[r.IntN(2)], Role: domain.RoleLead}}
		a.Volunteers = slices.Repeat([]domain.TurnOut{{Code: fmt.Sprintf("v%d", r.IntN(9)), Minutes: domain.Minutes(r.IntN(90))}}, 1+r.IntN(2))
		a.SubmittedAt = domain.At(a.Date.Time().AddDate(0, 0, r.IntN(60)))
		if r.IntN(3) == 0 {
			a.Online = []domain.Reach{
				{Platform: "wechat_oa", Metric: "reads", Value: domain.Count(r.IntN(900)), AsOf: a.Date.Time()},
				{Platform: "wechat_oa", Metric: "likes", Value: 7},
				{Platform: "sms", Metric: "sent", Value: domain.Count(r.IntN(900))},
			}
		}
		if a.Status == domain.Submitted && r.IntN(2) == 0 {
			standing := a.Version
			standing.Status = domain.Approved
			a.Standing, a.Stood = &standing, a.Trail
			a.Revision++
		}
		list[i] = a
	}
	return list
}

// describe gives a record the part of a kind.
func describe(a *domain.Activity, r *rand.Rand) {
	some := func() int { return r.IntN(40) }
	switch a.Kind = domain.Kinds()[r.IntN(3)]; a.Kind {
	case domain.KindSession:
		a.Session = &domain.SessionPart{Satisfaction: &domain.Satisfaction{Asked: 50, Answered: 40, Satisfied: domain.Persons(some())}}
	case domain.KindVisit:
		a.Visit = &domain.VisitPart{
			Street: "文新街道", Community: fmt.Sprintf("第%d社区", r.IntN(5)), Elderly: domain.PersonTimes(some()),
			Households: domain.HouseholdCounts{Knocked: 60, Answered: 50, Talked: domain.Households(some()), Refused: 3},
			Help:       map[string]domain.Count{"app_installs": domain.Count(some()), "prevented": 1, "referred": 2},
		}
		a.Staff = 2
	case domain.KindDrive:
		a.Drive = &domain.DrivePart{
			Campus: "4133010335", PoliceUnit: "西湖分局", Officers: domain.PersonTimes(some()), Students: domain.PersonTimes(some()), Staff: 4, Pledges: 9, Entrants: 30,
		}
		if r.IntN(3) == 0 {
			a.Drive.Campus, a.Drive.School = "", "文新中学"
		}
	}
}
