-- People and the secrets they and the services sign in with. No secret stands here in plain.
-- Frozen: a change of the schema is a new numbered file.

-- roles: their names, separated by commas; the first is the one to act in when none is chosen.
CREATE TABLE user(
    name TEXT PRIMARY KEY CHECK(length(name) BETWEEN 1 AND 32),
    display_name TEXT NOT NULL,
    roles TEXT NOT NULL,
    password_hash TEXT NOT NULL CHECK(password_hash LIKE '$argon2id$%'),
    must_change_password INTEGER NOT NULL CHECK(must_change_password IN (0, 1)),
    disabled INTEGER NOT NULL CHECK(disabled IN (0, 1)),
    created_us INTEGER NOT NULL,
    password_set_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER user_is_never_deleted BEFORE DELETE ON user
BEGIN SELECT RAISE(ABORT, 'accounts: people are disabled, never removed'); END;

-- A browser's session or a token. hash: SHA-256 of the secret. user_name NULL: a service's.
-- AUTOINCREMENT: an id is never given twice.
CREATE TABLE credential(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK(kind IN ('cookie', 'token')),
    hash BLOB NOT NULL UNIQUE CHECK(length(hash) = 32),
    user_name TEXT REFERENCES user(name),
    role TEXT NOT NULL,
    label TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    last_used_us INTEGER NOT NULL,
    idle_max_us INTEGER,
    ends_at_us INTEGER
) STRICT;
