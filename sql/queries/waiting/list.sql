-- Pages through the line for a seat, first in line first, with who waits.
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
-- column user_guid guid
-- column upn text
-- column display_name text
-- rows many
SELECT w.rank, w.since_ms, w.user_id, w.source_id, w.reason, u.guid AS user_guid, u.upn, u.display_name
FROM seat_wish w
JOIN app_user u ON u.tenant_id = w.tenant_id AND u.id = w.user_id
WHERE w.tenant_id = :tenant_id AND w.sku_id = :sku_id
	AND (w.rank, w.since_ms, w.user_id, w.source_id) > (:rank, :since_ms, :user_id, :source_id)
ORDER BY w.rank, w.since_ms, w.user_id, w.source_id
LIMIT :limit
