-- Finds a request by its GUID.
-- param tenant_id int
-- param guid guid
-- column id int
-- column guid guid
-- column requester_id int
-- column requester_guid guid
-- column requester_upn text
-- column requester_name text
-- column sku_id int
-- column message text?
-- column is_open int
-- column created_ms int
-- column closed_ms int?
-- rows maybe
SELECT r.id, r.guid, r.requester_id, u.guid AS requester_guid, u.upn AS requester_upn, u.display_name AS requester_name, r.sku_id, r.message, r.is_open,
	r.created_ms, r.closed_ms
FROM license_request r
JOIN app_user u ON u.tenant_id = r.tenant_id AND u.id = r.requester_id
WHERE r.tenant_id = :tenant_id AND r.guid = :guid
