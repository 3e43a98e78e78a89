-- The lives of this journal after its first: a copy that begins to live opens one (docs/journal.md).
-- Frozen: a change of the schema is a new numbered file.

CREATE TABLE epoch(
    epoch INTEGER PRIMARY KEY CHECK(epoch > 0),
    first_seq INTEGER NOT NULL CHECK(first_seq >= 0),
    opened_us INTEGER NOT NULL
) STRICT;

CREATE TRIGGER epochs_are_numbered BEFORE INSERT ON epoch
WHEN NEW.epoch <> (SELECT coalesce(max(epoch), 0) + 1 FROM epoch)
  OR NEW.first_seq <> (SELECT coalesce(max(seq), -1) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'journal: an epoch begins at the end of the one before it'); END;
CREATE TRIGGER epochs_are_never_updated BEFORE UPDATE ON epoch
BEGIN SELECT RAISE(ABORT, 'journal: epochs are never changed'); END;
CREATE TRIGGER epochs_are_never_deleted BEFORE DELETE ON epoch
BEGIN SELECT RAISE(ABORT, 'journal: epochs are never deleted'); END;
