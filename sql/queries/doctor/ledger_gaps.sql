-- Counts paths whose operation is not in the ledger, as far as that goes back: nothing changes a licence without writing it
-- there, and it is cleaned up from the beginning.
-- param tenant_id int
-- column count int
-- rows one
SELECT count(*)
FROM license_path p
LEFT JOIN operation o ON o.tenant_id = p.tenant_id AND o.id = p.operation_id
WHERE p.tenant_id = :tenant_id AND o.id IS NULL
	AND p.operation_id >= (SELECT min(f.id) FROM operation f WHERE f.tenant_id = :tenant_id)
