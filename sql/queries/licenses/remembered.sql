-- Lists the direct licences that a deleted user had.
-- param tenant_id int
-- param user_id int
-- column sku_id int
-- column plans blob
-- rows many
SELECT d.sku_id, s.plans
FROM deleted_license d
JOIN plan_set s ON s.tenant_id = d.tenant_id AND s.id = d.plan_set_id
WHERE d.tenant_id = :tenant_id AND d.user_id = :user_id
ORDER BY d.sku_id
