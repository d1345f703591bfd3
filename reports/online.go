package reports

import (
	"slices"

	"outreach/domain"
)

// The metrics of online reach that reports name.
const (
	metricPosts   = "posts"
	metricSent    = "sent"
	metricReads   = "reads"
	metricPlays   = "plays"
	metricViewers = "viewers"
	metricLikes   = "likes"
)

// onlineRow is what one record says about one platform.
type onlineRow struct {
	*domain.Activity
	platform string
	values   map[string]domain.Count // by metric
	asOf     domain.Date
}

// onlineFields are the columns of R7.
func onlineFields() []field[onlineRow] {
	metric := func(code string) field[onlineRow] {
		return field[onlineRow]{col(code, asWhole, 13).adds(""), func(_ *run, o *onlineRow) cell {
			v, said := o.values[code]
			if !said {
				return cell{}
			}
			return whole(v)
		}}
	}
	return []field[onlineRow]{
		{col("platform", asText, 18), func(_ *run, o *onlineRow) cell { return words(o.platform) }},
		{col("content_title", asText, 36), func(_ *run, o *onlineRow) cell { return words(of(o.Activity).Title) }},
		{col("published", asDate, 13), func(_ *run, o *onlineRow) cell { return day(of(o.Activity).Date) }},
		{col("content_form", asText, 14), func(r *run, o *onlineRow) cell { return words(r.term("form", of(o.Activity).Form)) }},
		{col("original", asText, 12).toFill("original"), func(*run, *onlineRow) cell { return cell{} }},
		metric(metricPosts), metric(metricReads), metric(metricPlays), metric(metricViewers), metric(metricLikes), metric(metricSent),
		{col("metric_day", asDate, 13), func(_ *run, o *onlineRow) cell { return day(o.asOf) }},
		{col("photos", asWhole, 10), func(_ *run, o *onlineRow) cell {
			if o.Activity == nil {
				return cell{}
			}
			return whole(len(o.Evidence))
		}},
		{col("id", asText, 38), func(_ *run, o *onlineRow) cell { return words(string(of(o.Activity).ID)) }},
	}
}

// of gives a record, an empty one for a total.
func of(a *domain.Activity) *domain.Activity {
	if a == nil {
		return &domain.Activity{}
	}
	return a
}

// onlineRows gives a row a record and platform, newest record first, and the sum of each metric.
func onlineRows(r *run, emit func(*onlineRow, bool) error) error {
	total := onlineRow{platform: r.total(), values: map[string]domain.Count{}}
	err := r.walkAll(func(a *domain.Activity) error {
		var list []*onlineRow
		for _, o := range a.Online {
			platform := r.filled("platform", o.Platform)
			i := slices.IndexFunc(list, func(x *onlineRow) bool { return x.platform == platform })
			if i < 0 {
				i = len(list)
				list = append(list, &onlineRow{Activity: a, platform: platform, values: map[string]domain.Count{}})
			}
			list[i].values[o.Metric] += o.Value
			total.values[o.Metric] += o.Value
			if !o.AsOf.IsZero() {
				list[i].asOf = max(list[i].asOf, domain.DayOf(o.AsOf))
			}
		}
		for _, row := range list {
			if err := emit(row, false); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return emit(&total, true)
}
