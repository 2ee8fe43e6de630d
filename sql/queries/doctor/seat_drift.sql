-- Compares every pool's counter with the paths it counts (R-99 d). The range of one SKU makes SQLite take the index on it.
-- param tenant_id int
-- column sku_id int
-- column consumed int
-- column holders int
-- rows many
SELECT s.sku_id, s.consumed, (
	SELECT count(DISTINCT p.user_id)
	FROM license_path p
	WHERE p.tenant_id = s.tenant_id AND p.sku_id BETWEEN s.sku_id AND s.sku_id AND p.state IN (0, 1)
) AS holders
FROM seat_pool s
WHERE s.tenant_id = :tenant_id
ORDER BY s.sku_id
