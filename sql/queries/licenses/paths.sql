-- Lists every path of a user, with the plans that are off.
-- param tenant_id int
-- param user_id int
-- column sku_id int
-- column source_id int
-- column plan_set_id int
-- column plans blob
-- column state int
-- column error int
-- column since_ms int
-- rows many
SELECT p.sku_id, p.source_id, p.plan_set_id, s.plans, p.state, p.error, p.since_ms
FROM license_path p
JOIN plan_set s ON s.tenant_id = p.tenant_id AND s.id = p.plan_set_id
WHERE p.tenant_id = :tenant_id AND p.user_id = :user_id
ORDER BY p.sku_id, p.source_id
