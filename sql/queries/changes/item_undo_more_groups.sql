-- Notes of groups who are in the change that takes an operation back already how much further back in it they stand.
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
		AND (c.kind IN (15, 16)) AND c.object_id = bulk_item.group_id
)
WHERE tenant_id = :tenant_id AND job_id = :job_id AND group_id <> 0 AND group_id IN (
	SELECT c.object_id
	FROM operation_change c
	WHERE c.tenant_id = :tenant_id AND c.operation_id = :operation_id AND c.seq > :after AND c.seq <= :until
		AND (c.kind IN (15, 16))
)
