-- Puts a path into the line for a seat; one that stands there keeps its place.
-- param tenant_id int
-- param sku_id int
-- param user_id int
-- param source_id int
-- param rank int
-- param since_ms int
-- param reason text?
-- rows exec
INSERT INTO seat_wish (tenant_id, sku_id, user_id, source_id, rank, since_ms, reason)
VALUES (:tenant_id, :sku_id, :user_id, :source_id, :rank, :since_ms, :reason)
ON CONFLICT (tenant_id, sku_id, user_id, source_id) DO NOTHING
