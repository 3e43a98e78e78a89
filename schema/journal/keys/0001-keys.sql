-- The data keys of one journal, wrapped under its master key (docs/journal.md).
-- Frozen: a change of the schema is a new numbered file.

-- The journal these keys belong to, and the wrapped secret of its keyed digests.
CREATE TABLE secret(
    id INTEGER PRIMARY KEY CHECK(id = 0),
    journal_id TEXT NOT NULL,
    wrapped BLOB NOT NULL CHECK(length(wrapped) = 72)
) STRICT;

-- NULL: the key was destroyed, and with it everything that was sealed under it.
CREATE TABLE keys(
    subject TEXT PRIMARY KEY,
    wrapped BLOB CHECK(wrapped IS NULL OR length(wrapped) = 72)
) STRICT, WITHOUT ROWID;
