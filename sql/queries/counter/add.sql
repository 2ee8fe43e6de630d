-- Takes a block of numbers from a tenant's counter, if it has been used before; counter/show.sql tells the last of them. The
-- row serialises the ledger: numbers come in the order of commits. Two plain statements cost SQLite a third of one that
-- returns rows, and PostgreSQL no journey more.
-- param amount int
-- param tenant_id int
-- param name text
-- rows exec
UPDATE counter SET value = value + :amount
WHERE tenant_id = :tenant_id AND name = :name
