-- Reads the beginning of the ledger, behind a number, to see how far it has become too old.
-- param tenant_id int
-- param after int
-- param limit int
-- column id int
-- column created_ms int
-- rows many
SELECT id, created_ms
FROM operation
WHERE tenant_id = :tenant_id AND id > :after
ORDER BY id
LIMIT :limit
