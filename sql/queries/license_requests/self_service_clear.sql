-- Lets employees buy nothing for themselves any more.
-- param tenant_id int
-- rows exec
DELETE FROM self_service_sku
WHERE tenant_id = :tenant_id
