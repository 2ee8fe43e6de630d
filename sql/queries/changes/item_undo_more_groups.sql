-- Notes of groups who are in the change that takes an operation back already how much further back in it they stand. Each is looked for by
-- key, in a sum that PostgreSQL does not turn into a join: as one it goes through the whole change for each part of the operation.
-- param tenant_id int
-- param job_id int
-- param operation_id int
-- param after int
-- param until int
-- rows exec
INSERT INTO bulk_item (
	tenant_id, job_id, seq, user_id, group_id, line, name, state, digest, first_change, last_change, undo_first
)
SELECT :tenant_id, :job_id, 0 - row_number() OVER (), 0, page.object_id, 0, '', 0, 0, 0, 0, page.first
FROM (
	SELECT c.object_id, MIN(c.seq) AS first
	FROM operation_change c
	WHERE c.tenant_id = :tenant_id AND c.operation_id = :operation_id AND c.seq > :after AND c.seq <= :until
		AND c.kind IN (15, 16)
	GROUP BY c.object_id
) AS page
WHERE 0 < (
	SELECT COUNT(*) FROM bulk_item i
	WHERE i.tenant_id = :tenant_id AND i.job_id = :job_id AND i.group_id = page.object_id AND i.group_id <> 0
)
ON CONFLICT (tenant_id, job_id, group_id) WHERE group_id <> 0 DO UPDATE SET undo_first = excluded.undo_first
