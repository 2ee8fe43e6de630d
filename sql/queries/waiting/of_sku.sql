-- Lists the places of a user in the line for a seat of one SKU, with the allotment that has no room for it (R-103).
-- param tenant_id int
-- param sku_id int
-- param user_id int
-- column rank int
-- column since_ms int
-- column source_id int
-- column reason text?
-- column full_allotment text?
-- rows many
SELECT w.rank, w.since_ms, w.source_id, w.reason,
	(
		SELECT a.display_name
		FROM allotment_group g
		JOIN allotment a ON a.tenant_id = g.tenant_id AND a.id = g.allotment_id
		WHERE g.tenant_id = w.tenant_id AND g.sku_id = w.sku_id AND g.group_id = w.source_id AND a.consumed >= a.seat_limit
	) AS full_allotment
FROM seat_wish w
WHERE w.tenant_id = :tenant_id AND w.sku_id = :sku_id AND w.user_id = :user_id
ORDER BY w.source_id
