-- Counts paths whose operation is not in the ledger: nothing changes a licence without writing it there.
-- param tenant_id int
-- column count int
-- rows one
SELECT count(*)
FROM license_path p
LEFT JOIN operation o ON o.tenant_id = p.tenant_id AND o.id = p.operation_id
WHERE p.tenant_id = :tenant_id AND o.id IS NULL
