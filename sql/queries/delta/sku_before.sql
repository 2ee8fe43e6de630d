-- Tells whether a user has a path to a SKU that changed behind a stamp and before a place in the order of stamps.
-- param tenant_id int
-- param from int
-- param before_stamp int
-- param before_id int
-- param user_id int
-- column object_id int
-- rows maybe
SELECT c.object_id
FROM object_change c
WHERE c.tenant_id = :tenant_id AND c.kind = 2 AND c.stamp > :from AND (c.stamp, c.object_id) < (:before_stamp, :before_id)
	AND EXISTS (
		SELECT 1 FROM license_path p
		WHERE p.tenant_id = c.tenant_id AND p.user_id = :user_id AND p.sku_id = c.object_id)
LIMIT 1
