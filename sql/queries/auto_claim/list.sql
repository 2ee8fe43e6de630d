-- Pages through the claims since a time, the latest first: licences that were given, and people who could not be given any.
-- param tenant_id int
-- param from_ms int
-- param before_ms int
-- param before_id int
-- param limit int
-- column id int
-- column outcome int
-- column sku_id int?
-- column reasons text?
-- column at_ms int
-- column user_guid guid
-- column user_upn text
-- column user_name text
-- column user_deleted_ms int?
-- column application_guid blob?
-- column application_name text?
-- rows many
SELECT c.id, c.outcome, c.sku_id, c.reasons, c.at_ms, u.guid AS user_guid, u.upn AS user_upn, u.display_name AS user_name, u.deleted_ms AS user_deleted_ms,
	a.guid AS application_guid, a.display_name AS application_name
FROM auto_claim c
JOIN app_user u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
LEFT JOIN application a ON a.tenant_id = c.tenant_id AND a.id = c.application_id
WHERE c.tenant_id = :tenant_id AND c.outcome < 2 AND c.at_ms >= :from_ms AND c.at_ms <= :before_ms AND (c.at_ms < :before_ms OR c.id < :before_id)
ORDER BY c.at_ms DESC, c.id DESC
LIMIT :limit
