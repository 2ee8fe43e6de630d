-- Pages through the line for a seat, first in line first, with who waits, and the allotment that has no room for it (R-103).
-- param tenant_id int
-- param sku_id int
-- param rank int
-- param since_ms int
-- param user_id int
-- param source_id int
-- param limit int
-- column rank int
-- column since_ms int
-- column user_id int
-- column source_id int
-- column reason text?
-- column full_allotment text?
-- column user_guid guid
-- column upn text
-- column display_name text
-- rows many
SELECT w.rank, w.since_ms, w.user_id, w.source_id, w.reason,
	(
		SELECT a.display_name
		FROM allotment_group g
		JOIN allotment a ON a.tenant_id = g.tenant_id AND a.id = g.allotment_id
		WHERE g.tenant_id = w.tenant_id AND g.sku_id = w.sku_id AND g.group_id = w.source_id AND a.consumed >= a.seat_limit
	) AS full_allotment,
	u.guid AS user_guid, u.upn, u.display_name
FROM seat_wish w
JOIN app_user u ON u.tenant_id = w.tenant_id AND u.id = w.user_id
WHERE w.tenant_id = :tenant_id AND w.sku_id = :sku_id
	AND (w.rank, w.since_ms, w.user_id, w.source_id) > (:rank, :since_ms, :user_id, :source_id)
ORDER BY w.rank, w.since_ms, w.user_id, w.source_id
LIMIT :limit
