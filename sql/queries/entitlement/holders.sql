-- Pages through the users who hold a seat of a SKU (states 0 and 1) and are not blocked, by user; one row for each path.
-- param tenant_id int
-- param sku_id int
-- param after int
-- param limit int
-- column user_id int
-- column guid guid
-- column plans blob
-- rows many
SELECT p.user_id, u.guid, s.plans
FROM license_path p
JOIN app_user u ON u.tenant_id = p.tenant_id AND u.id = p.user_id
JOIN plan_set s ON s.tenant_id = p.tenant_id AND s.id = p.plan_set_id
WHERE p.tenant_id = :tenant_id AND p.sku_id = :sku_id AND p.user_id > :after AND p.state <= 1 AND u.account_enabled = 1
ORDER BY p.user_id, p.source_id
LIMIT :limit
