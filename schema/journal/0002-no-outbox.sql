-- What is told to the world outside is an entry already, written with what made it true
-- (docs/decisions/0012-the-feed.md): a table beside it has never held a row.
DROP TABLE outbox;
