-- Removes the beginning of the ledger, whose changes are gone.
-- param tenant_id int
-- param id int
-- rows exec
DELETE FROM operation
WHERE tenant_id = :tenant_id AND id <= :id
