-- Notes of users who are in the change that takes an operation back already how much further back in it they stand.
-- param tenant_id int
-- param job_id int
-- param operation_id int
-- param after int
-- param until int
-- rows exec
UPDATE bulk_item SET undo_first = (
	SELECT MIN(c.seq)
	FROM operation_change c
	WHERE c.tenant_id = :tenant_id AND c.operation_id = :operation_id AND c.seq > :after AND c.seq <= :until
		AND (c.kind = 14 OR (c.kind IN (1, 20) AND c.source_id = 0)) AND c.object_id = bulk_item.user_id
)
WHERE tenant_id = :tenant_id AND job_id = :job_id AND user_id <> 0 AND user_id IN (
	SELECT c.object_id
	FROM operation_change c
	WHERE c.tenant_id = :tenant_id AND c.operation_id = :operation_id AND c.seq > :after AND c.seq <= :until
		AND (c.kind = 14 OR (c.kind IN (1, 20) AND c.source_id = 0))
)
