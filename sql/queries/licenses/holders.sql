-- Pages through the users who have a path to a SKU, by user.
-- param tenant_id int
-- param sku_id int
-- param after int
-- param limit int
-- column user_id int
-- column guid guid
-- column upn text
-- column display_name text
-- column source_id int
-- column plans blob
-- column state int
-- column error int
-- column since_ms int
-- rows many
SELECT p.user_id, u.guid, u.upn, u.display_name, p.source_id, s.plans, p.state, p.error, p.since_ms
FROM license_path p
JOIN app_user u ON u.tenant_id = p.tenant_id AND u.id = p.user_id
JOIN plan_set s ON s.tenant_id = p.tenant_id AND s.id = p.plan_set_id
WHERE p.tenant_id = :tenant_id AND p.sku_id = :sku_id AND p.user_id > :after
ORDER BY p.user_id, p.source_id
LIMIT :limit
