-- The journal of one site: entries in one order, with the RFC 6962 tree over them (docs/journal.md).
-- Frozen: a change of the schema is a new numbered file.

-- Who this journal is; one row, written when the journal is created.
CREATE TABLE meta(
    id INTEGER PRIMARY KEY CHECK(id = 0),
    site TEXT NOT NULL,
    journal_id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    clock_mode TEXT NOT NULL CHECK(clock_mode IN ('real', 'training')),
    created_us INTEGER NOT NULL
) STRICT;

-- hashes: the leaf hash, then the hashes of the interior nodes that this leaf completes, upwards.
-- It stands before leaf so that reading the tree never walks through long leaves.
CREATE TABLE journal(
    seq INTEGER PRIMARY KEY CHECK(seq >= 0),
    hashes BLOB NOT NULL CHECK(length(hashes) >= 32 AND length(hashes) % 32 = 0),
    leaf BLOB NOT NULL CHECK(length(leaf) <= 65535)
) STRICT;

-- Key first: clients that send time-ordered keys append at the end of the tree.
CREATE TABLE idempotency(
    key TEXT NOT NULL,
    scope TEXT NOT NULL,
    request BLOB NOT NULL CHECK(length(request) = 32),
    response TEXT NOT NULL,
    PRIMARY KEY(key, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox(
    seq INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    PRIMARY KEY(seq, endpoint)
) STRICT, WITHOUT ROWID;

-- A cache of states, never truth.
CREATE TABLE snapshot(
    seq INTEGER PRIMARY KEY,
    state BLOB NOT NULL,
    digest BLOB NOT NULL CHECK(length(digest) = 32)
) STRICT;

CREATE TRIGGER journal_appends_in_order BEFORE INSERT ON journal
WHEN NEW.seq <> (SELECT coalesce(max(seq), -1) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'journal: entries are appended without a hole'); END;
CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: entries are never changed'); END;
CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: entries are never deleted'); END;
CREATE TRIGGER meta_is_written_once BEFORE INSERT ON meta
WHEN EXISTS(SELECT 1 FROM meta)
BEGIN SELECT RAISE(ABORT, 'journal: its identity is written once'); END;
CREATE TRIGGER meta_is_never_updated BEFORE UPDATE ON meta
BEGIN SELECT RAISE(ABORT, 'journal: its identity is never changed'); END;
CREATE TRIGGER meta_is_never_deleted BEFORE DELETE ON meta
BEGIN SELECT RAISE(ABORT, 'journal: its identity is never deleted'); END;
CREATE TRIGGER idempotency_is_never_updated BEFORE UPDATE ON idempotency
BEGIN SELECT RAISE(ABORT, 'journal: answers are never changed'); END;
CREATE TRIGGER idempotency_is_never_deleted BEFORE DELETE ON idempotency
BEGIN SELECT RAISE(ABORT, 'journal: answers are never deleted'); END;
