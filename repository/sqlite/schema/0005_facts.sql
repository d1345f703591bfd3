-- Questions that no tally holds read this index alone, not the wide table: everything that they filter, group and add up,
-- by day. What is asked for most comes first, as a row is passed over at the first column that does not fit.
CREATE INDEX versions_facts ON versions (day, topic, campaign, form, venue, lead, campus, programme, status, fit, delivery, basis, kind, author,
  province, city, area, activities, attendance, elderly, minors, students, volunteers, volunteer_minutes, materials, households, officers, questions,
  audiences);
