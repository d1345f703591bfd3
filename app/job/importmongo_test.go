package job_test

import (
	"bytes"
	"fmt"
	"testing"

	"outreach/app/job"
	"outreach/configs"
	"outreach/domain"
	"outreach/repository"
)

// A table that one process takes in is compared and applied by another.
func TestAnImportOverMongoDBIsAnyProcesss(t *testing.T) {
	one, two := onMongo(t)
	parts := job.ImportParts{Languages: configs.Languages(), Check: func(*domain.Content) []domain.Fault { return nil }}
	works, takes := one.desk(job.Settings{}, nil), two.desk(job.Settings{}, nil)
	job.NewImports(works, parts)
	imports := job.NewImports(takes, parts)
	one.run(works)
	var b bytes.Buffer
	b.WriteString("类型,项目,活动名称,活动日期,时长(分钟),行政区划代码,地点,活动形式,场所类型,开展方式,主题,参与人次,计数方式,主办单位\r\n")
	for i := range 120 {
		fmt.Fprintf(&b, "教育课堂,星海计划,第%d课,2022-09-15,60,440303,桂园街道,讲座,社区,线下,电信网络诈骗,45,实数,某公司\r\n", i)
	}
	for round, want := range []job.Fate{job.FateNew, job.FateSame} {
		j, err := imports.Begin(t.Context(), one.who["chelsea"], job.ImportSpec{Name: "x"}, bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		seen := job.Seen{ID: j.ID, Revision: one.until(j.ID, domain.JobReady).Revision}
		if _, err := imports.Apply(t.Context(), one.who["chelsea"], seen, job.All); err != nil {
			t.Fatal(err)
		}
		s, err := job.SummaryOf(new(one.until(j.ID, domain.JobDone)))
		if err != nil || s.Counts[want] != 120 || !s.Applied {
			t.Errorf("round %d: %+v, %v", round, s.Counts, err)
		}
		rows, file, err := imports.Rows(t.Context(), one.who["chelsea"], j.ID)
		if err != nil || rows.Count(want) != 120 {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
	if n, err := one.store.ListActivities(t.Context(), domain.Filter{Scope: domain.Scope{Everything: true}}, repository.Page{Limit: 1}); err != nil || n.Total != 120 {
		t.Errorf("%d records, %v", n.Total, err)
	}
}
