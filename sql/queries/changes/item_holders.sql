-- Adds the next holders of a SKU, by key, to a change: those who have a seat of it, each once.
-- param job_id int
-- param base int
-- param tenant_id int
-- param sku_id int
-- param after int
-- param limit int
-- rows exec
INSERT INTO bulk_item (tenant_id, job_id, seq, user_id, line, name, state, digest, first_change, last_change)
SELECT u.tenant_id, :job_id, :base + row_number() OVER (ORDER BY u.id), u.id, 0, u.upn, 0, 0, 0, 0
FROM (
	SELECT DISTINCT l.user_id
	FROM license_path l
	WHERE l.tenant_id = :tenant_id AND l.sku_id = :sku_id AND l.user_id > :after AND l.state IN (0, 1)
	ORDER BY l.user_id
	LIMIT :limit
) AS page
CROSS JOIN app_user u -- in this order: the page is short
WHERE u.tenant_id = :tenant_id AND u.id = page.user_id
