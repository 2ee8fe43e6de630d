-- Removes some changes of objects of a kind up to a stamp, the first ones.
-- param tenant_id int
-- param kind int
-- param to int
-- param limit int
-- rows exec
DELETE FROM object_change
WHERE tenant_id = :tenant_id AND (tenant_id, kind, object_id, aspect) IN (
	SELECT c.tenant_id, c.kind, c.object_id, c.aspect
	FROM object_change c
	WHERE c.tenant_id = :tenant_id AND c.kind = :kind AND c.stamp <= :to
	ORDER BY c.stamp
	LIMIT :limit
)
