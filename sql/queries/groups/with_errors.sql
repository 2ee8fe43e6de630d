-- Pages through the live groups with members whose licences are not healthy (A-09, G-23), by key.
-- param tenant_id int
-- param after int
-- param limit int
-- column group_id int
-- rows many
SELECT g.id AS group_id
FROM user_group g
WHERE g.tenant_id = :tenant_id AND g.id > :after AND g.deleted_ms IS NULL AND (
	SELECT p.user_id -- not EXISTS: PostgreSQL would read every error of the organisation to join it
	FROM license_path p
	WHERE p.tenant_id = g.tenant_id AND p.source_id = g.id AND p.state <> 0
	LIMIT 1
) IS NOT NULL
ORDER BY g.id
LIMIT :limit
