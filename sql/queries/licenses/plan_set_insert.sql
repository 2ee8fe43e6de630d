-- Adds a set of disabled plans. Sets are never changed or removed: the ledger points at them.
-- param tenant_id int
-- param id int
-- param plans blob
-- rows exec
INSERT INTO plan_set (tenant_id, id, plans)
VALUES (:tenant_id, :id, :plans)
