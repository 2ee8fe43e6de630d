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
SELECT w.user_id, u.guid AS user_guid, u.upn, u.display_name, u.deleted_ms, w.state, w.sku_id, w.group_id, g.guid AS group_guid, g.display_name AS group_name,
	w.message, w.decided_ms, w.decided_by
FROM license_request_person w
JOIN app_user u ON u.tenant_id = w.tenant_id AND u.id = w.user_id
LEFT JOIN user_group g ON g.tenant_id = w.tenant_id AND g.id = w.group_id
WHERE w.tenant_id = :tenant_id AND w.request_id = :request_id
ORDER BY w.user_id
