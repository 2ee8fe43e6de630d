-- Tells whether an operation has changed anything that can be taken back: direct licences, places in the line, what groups give, memberships.
-- param tenant_id int
-- param operation_id int
-- column found int
-- rows one
SELECT COUNT(*) AS found
FROM (
	SELECT 1
	FROM operation_change c
	WHERE c.tenant_id = :tenant_id AND c.operation_id = :operation_id
		AND (c.kind IN (14, 15, 16) OR (c.kind IN (1, 20) AND c.source_id = 0))
	LIMIT 1
) AS one
