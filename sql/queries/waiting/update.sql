-- Changes the priority of a place in the line for a seat, and the reason for it.
-- param rank int
-- param reason text?
-- param tenant_id int
-- param sku_id int
-- param user_id int
-- param source_id int
-- rows exec
UPDATE seat_wish SET rank = :rank, reason = :reason
WHERE tenant_id = :tenant_id AND sku_id = :sku_id AND user_id = :user_id AND source_id = :source_id
