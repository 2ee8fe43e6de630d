-- Loads the pool of one SKU, whether anybody waits for a seat of it, and whether some groups have an allotment of it (R-103).
-- param tenant_id int
-- param sku_id int
-- column sku_id int
-- column enabled int
-- column warning int
-- column suspended int
-- column locked_out int
-- column self_service int
-- column consumed int
-- column has_line int
-- column is_allotted int
-- rows maybe
SELECT
	p.sku_id, p.enabled, p.warning, p.suspended, p.locked_out, p.self_service, p.consumed,
	CASE WHEN EXISTS (SELECT 1 FROM seat_wish w WHERE w.tenant_id = p.tenant_id AND w.sku_id = p.sku_id) THEN 1 ELSE 0 END AS has_line,
	CASE WHEN EXISTS (SELECT 1 FROM allotment a WHERE a.tenant_id = p.tenant_id AND a.sku_id = p.sku_id) THEN 1 ELSE 0 END AS is_allotted
FROM seat_pool p
WHERE p.tenant_id = :tenant_id AND p.sku_id = :sku_id
