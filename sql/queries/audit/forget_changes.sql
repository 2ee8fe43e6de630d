-- Removes some changes of the beginning of the ledger, the first ones.
-- param tenant_id int
-- param id int
-- param limit int
-- rows exec
DELETE FROM operation_change
WHERE tenant_id = :tenant_id AND (tenant_id, operation_id, seq) IN (
	SELECT tenant_id, operation_id, seq
	FROM operation_change
	WHERE tenant_id = :tenant_id AND operation_id <= :id
	ORDER BY operation_id, seq
	LIMIT :limit
)
