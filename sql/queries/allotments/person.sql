-- Lists the live groups of an allotment that a user is in, at whatever depth where the group licenses nested members (D-17), or that he has something of the product
-- by, with what he has. direct: whether he is a member of the group itself (1 or 0). given: whether the group gives the product (1 or 0).
-- param tenant_id int
-- param user_id int
-- param allotment_id int
-- column id int
-- column guid guid
-- column display_name text
-- column direct int
-- column given int
-- column state int?
-- column error int?
-- rows many
WITH RECURSIVE up (group_id) AS (
	SELECT m.group_id
	FROM group_member m
	WHERE m.tenant_id = :tenant_id AND m.member_kind = 0 AND m.member_id = :user_id
	UNION
	SELECT m.group_id
	FROM up
	CROSS JOIN user_group g
	CROSS JOIN group_member m
	WHERE g.tenant_id = :tenant_id AND g.id = up.group_id AND g.deleted_ms IS NULL
		AND m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = up.group_id
)
SELECT
	g.id, g.guid, g.display_name,
	(
		SELECT COUNT(*)
		FROM group_member m
		WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id AND m.member_kind = 0 AND m.member_id = :user_id
	) AS direct,
	(
		SELECT COUNT(*)
		FROM group_license l
		WHERE l.tenant_id = ag.tenant_id AND l.group_id = ag.group_id AND l.sku_id = ag.sku_id
	) AS given,
	p.state, p.error
FROM allotment_group ag
CROSS JOIN user_group g
LEFT JOIN license_path p ON p.tenant_id = ag.tenant_id AND p.user_id = :user_id AND p.sku_id = ag.sku_id AND p.source_id = ag.group_id
WHERE ag.tenant_id = :tenant_id AND ag.allotment_id = :allotment_id AND g.tenant_id = ag.tenant_id AND g.id = ag.group_id AND g.deleted_ms IS NULL
	AND (
		p.user_id IS NOT NULL
		OR EXISTS (
			SELECT 1
			FROM group_member m
			WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id AND m.member_kind = 0 AND m.member_id = :user_id
		)
		OR (g.includes_nested = 1 AND EXISTS (SELECT 1 FROM up WHERE up.group_id = g.id))
	)
ORDER BY ag.group_id
