-- Walks through the paths in order of user, a page at a time, to check each user's effective plans (R-99 b).
-- param tenant_id int
-- param user_id int
-- param sku_id int
-- param source_id int
-- param limit int
-- column user_id int
-- column sku_id int
-- column source_id int
-- column plans blob
-- column state int
-- rows many
SELECT p.user_id, p.sku_id, p.source_id, s.plans, p.state
FROM license_path p
JOIN plan_set s ON s.tenant_id = p.tenant_id AND s.id = p.plan_set_id
WHERE p.tenant_id = :tenant_id AND (p.user_id, p.sku_id, p.source_id) > (:user_id, :sku_id, :source_id)
ORDER BY p.user_id, p.sku_id, p.source_id
LIMIT :limit
