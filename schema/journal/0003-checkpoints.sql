-- Signed checkpoints of the journal's tree, as they were published (docs/journal.md).
-- Frozen: a change of the schema is a new numbered file.

CREATE TABLE checkpoint(
    size INTEGER PRIMARY KEY CHECK(size > 0),
    note TEXT NOT NULL CHECK(length(note) <= 16384)
) STRICT;

CREATE TRIGGER checkpoint_only_grows BEFORE INSERT ON checkpoint
WHEN NEW.size <= (SELECT coalesce(max(size), 0) FROM checkpoint)
BEGIN SELECT RAISE(ABORT, 'journal: a checkpoint is made after those before it'); END;
CREATE TRIGGER checkpoint_is_never_updated BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'journal: checkpoints are never changed'); END;
CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'journal: checkpoints are never deleted'); END;
