-- Lists what a group gives.
-- param tenant_id int
-- param group_id int
-- column sku_id int
-- column plan_set_id int
-- column plans blob
-- column since_ms int
-- rows many
SELECT l.sku_id, l.plan_set_id, s.plans, l.since_ms
FROM group_license l
JOIN plan_set s ON s.tenant_id = l.tenant_id AND s.id = l.plan_set_id
WHERE l.tenant_id = :tenant_id AND l.group_id = :group_id
ORDER BY l.sku_id
