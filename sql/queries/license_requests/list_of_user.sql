-- Pages through the requests that a user has made or that name him, the latest first.
-- param tenant_id int
-- param user_id int
-- param before int
-- param limit int
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
-- rows many
SELECT r.id, r.guid, r.requester_id, u.guid AS requester_guid, u.upn AS requester_upn, u.display_name AS requester_name, r.sku_id, r.message, r.is_open,
	r.created_ms, r.closed_ms
FROM license_request r
JOIN app_user u ON u.tenant_id = r.tenant_id AND u.id = r.requester_id
WHERE r.tenant_id = :tenant_id AND r.id IN (
		SELECT m.id FROM license_request m WHERE m.tenant_id = :tenant_id AND m.requester_id = :user_id
		UNION
		SELECT w.request_id FROM license_request_person w WHERE w.tenant_id = :tenant_id AND w.user_id = :user_id
	) AND r.id < :before
ORDER BY r.id DESC
LIMIT :limit
