-- Counts places in the line for a seat without a path that waits, and paths that wait without a place (D-08).
-- param tenant_id int
-- column count int
-- rows one
SELECT
	(
		SELECT count(*)
		FROM seat_wish w
		LEFT JOIN license_path p
			ON p.tenant_id = w.tenant_id AND p.user_id = w.user_id AND p.sku_id = w.sku_id AND p.source_id = w.source_id
				AND p.state = 2 AND p.error = 1
		WHERE w.tenant_id = :tenant_id AND p.user_id IS NULL
	) + (
		SELECT count(*)
		FROM license_path p
		LEFT JOIN seat_wish w
			ON w.tenant_id = p.tenant_id AND w.user_id = p.user_id AND w.sku_id = p.sku_id AND w.source_id = p.source_id
		WHERE p.tenant_id = :tenant_id AND p.state = 2 AND p.error = 1 AND w.user_id IS NULL
	) AS count
