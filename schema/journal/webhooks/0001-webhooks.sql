-- How far each webhook endpoint has been told (docs/decisions/0012-the-feed.md). Nothing here is
-- truth: what is lost is told again under the same ids. No event's content stands here.
-- Frozen: a change of the schema is a new numbered file.

-- next: the first entry of the journal that was not looked at for this endpoint.
-- disabled: why nothing is sent to it; empty while it is in use.
CREATE TABLE endpoint(
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL CHECK(next >= 0),
    disabled TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Events before `next` that are not delivered yet.
CREATE TABLE item(
    endpoint TEXT NOT NULL REFERENCES endpoint(name),
    seq INTEGER NOT NULL CHECK(seq >= 0),
    subject TEXT NOT NULL,
    attempts INTEGER NOT NULL CHECK(attempts >= 0),
    next_at_us INTEGER NOT NULL,
    dead INTEGER NOT NULL CHECK(dead IN (0, 1)),
    why TEXT NOT NULL,
    unreached INTEGER NOT NULL CHECK(unreached IN (0, 1)),
    PRIMARY KEY(endpoint, seq)
) STRICT, WITHOUT ROWID;
