-- The audit log of one person, of one kind of step, of some days: how many entries it has, and the newest where they are few.
CREATE INDEX events_actor ON events (actor, at);
CREATE INDEX events_action ON events (action, at);
CREATE INDEX events_at ON events (at);
