-- Finds an open request in which somebody is pending for a product.
-- param tenant_id int
-- param user_id int
-- param sku_id int
-- column guid guid
-- rows maybe
SELECT r.guid
FROM license_request_person w
JOIN license_request r ON r.tenant_id = w.tenant_id AND r.id = w.request_id
WHERE w.tenant_id = :tenant_id AND w.user_id = :user_id AND w.state = 0 AND r.is_open = 1 AND r.sku_id = :sku_id
ORDER BY r.id
LIMIT 1
