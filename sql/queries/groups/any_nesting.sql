-- Tells whether a group that gives something licenses members of members (D-17): then who is in a group may get something by another.
-- param tenant_id int
-- column is_any int
-- rows one
SELECT CASE WHEN EXISTS (
	SELECT 1
	FROM group_license l
	JOIN user_group g ON g.tenant_id = l.tenant_id AND g.id = l.group_id
	WHERE l.tenant_id = :tenant_id AND g.includes_nested = 1 AND g.deleted_ms IS NULL
) THEN 1 ELSE 0 END AS is_any
