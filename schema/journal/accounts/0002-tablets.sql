-- Tablets that people share, and the PINs with which they switch on them.
-- Frozen: a change of the schema is a new numbered file.

-- hash: SHA-256 of the secret in the device's cookie.
CREATE TABLE device(
    name TEXT PRIMARY KEY CHECK(length(name) BETWEEN 1 AND 32),
    hash BLOB NOT NULL UNIQUE CHECK(length(hash) = 32),
    enrolled_by TEXT NOT NULL REFERENCES user(name),
    enrolled_us INTEGER NOT NULL,
    last_used_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- wrong: how many in a row were not right.
CREATE TABLE pin(
    user_name TEXT PRIMARY KEY REFERENCES user(name),
    hash TEXT NOT NULL CHECK(hash LIKE '$argon2id$%'),
    set_us INTEGER NOT NULL,
    wrong INTEGER NOT NULL CHECK(wrong >= 0)
) STRICT, WITHOUT ROWID;

-- The device on which a session began, and whether with a PIN.
ALTER TABLE credential ADD COLUMN device TEXT REFERENCES device(name);
ALTER TABLE credential ADD COLUMN by_pin INTEGER NOT NULL DEFAULT 0 CHECK(by_pin IN (0, 1));
