-- Whom a request is for, and what was decided about each.
-- param tenant_id int
-- param request_id int
-- column user_id int
-- column user_guid guid
-- column upn text
-- column display_name text
-- column deleted_ms int?
-- column state int
-- column sku_id int?
-- column group_id int?
-- column group_guid blob?
-- column group_name text?
-- column message text?
-- column decided_ms int?
-- column decided_by text?
-- rows many
SELECT p.user_id, u.guid AS user_guid, u.upn, u.display_name, u.deleted_ms, p.state, p.sku_id, p.group_id, g.guid AS group_guid, g.display_name AS group_name,
	p.message, p.decided_ms, p.decided_by
FROM license_request_person p
JOIN app_user u ON u.tenant_id = p.tenant_id AND u.id = p.user_id
LEFT JOIN user_group g ON g.tenant_id = p.tenant_id AND g.id = p.group_id
WHERE p.tenant_id = :tenant_id AND p.request_id = :request_id
ORDER BY p.user_id
