-- Adds the groups of a part of an operation to the change that takes it back, the last changed first. One who is in it already is not added again.
-- param tenant_id int
-- param job_id int
-- param base int
-- param operation_id int
-- param after int
-- param until int
-- rows exec
INSERT INTO bulk_item (
	tenant_id, job_id, seq, group_id, line, name, state, digest, first_change, last_change, undo_first, undo_last, user_id
)
SELECT
	:tenant_id, :job_id, :base + row_number() OVER (ORDER BY page.last DESC), page.object_id, 0, COALESCE(x.display_name, '(deleted)'),
	0, 0, 0, 0, page.first, page.last, 0
FROM (
	SELECT c.object_id, MIN(c.seq) AS first, MAX(c.seq) AS last
	FROM operation_change c
	WHERE c.tenant_id = :tenant_id AND c.operation_id = :operation_id AND c.seq > :after AND c.seq <= :until
		AND (c.kind IN (15, 16))
	GROUP BY c.object_id
) AS page
LEFT JOIN user_group x ON x.tenant_id = :tenant_id AND x.id = page.object_id
WHERE true -- so that ON begins no join
ON CONFLICT DO NOTHING
