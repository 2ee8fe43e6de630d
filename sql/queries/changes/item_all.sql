-- Adds the next live users, by key, to a change.
-- param tenant_id int
-- param job_id int
-- param base int
-- param after int
-- param limit int
-- rows exec
INSERT INTO bulk_item (tenant_id, job_id, seq, user_id, line, name, state, digest, first_change, last_change)
SELECT :tenant_id, :job_id, :base + row_number() OVER (ORDER BY page.id), page.id, 0, page.upn, 0, 0, 0, 0
FROM (
	SELECT id, upn
	FROM app_user
	WHERE tenant_id = :tenant_id AND id > :after AND deleted_ms IS NULL
	ORDER BY id
	LIMIT :limit
) AS page
