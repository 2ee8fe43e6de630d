-- Pages through the users of an allotment, by key: who is in one of its groups, at whatever depth where the group licenses nested members (D-17), and who has left
-- it and still has something of the product by it (G-13). Users among the deleted items are left out.
-- param tenant_id int
-- param allotment_id int
-- param after int
-- param limit int
-- column id int
-- column guid guid
-- column upn text
-- column display_name text
-- rows many
WITH RECURSIVE below (group_id, nested) AS (
	SELECT g.id, g.includes_nested
	FROM allotment_group ag
	JOIN user_group g ON g.tenant_id = ag.tenant_id AND g.id = ag.group_id AND g.deleted_ms IS NULL
	WHERE ag.tenant_id = :tenant_id AND ag.allotment_id = :allotment_id
	UNION
	SELECT m.member_id, below.nested
	FROM below
	CROSS JOIN group_member m
	CROSS JOIN user_group g
	WHERE below.nested = 1 AND m.tenant_id = :tenant_id AND m.group_id = below.group_id AND m.member_kind = 1
		AND g.tenant_id = :tenant_id AND g.id = m.member_id AND g.deleted_ms IS NULL
)
SELECT u.id, u.guid, u.upn, u.display_name
FROM (
	SELECT m.member_id AS user_id
	FROM below
	CROSS JOIN group_member m
	WHERE m.tenant_id = :tenant_id AND m.group_id = below.group_id AND m.member_kind = 0 AND m.member_id > :after
	UNION
	SELECT p.user_id
	FROM allotment_group ag
	JOIN license_path p ON p.tenant_id = ag.tenant_id AND p.source_id = ag.group_id AND p.sku_id = ag.sku_id
	WHERE ag.tenant_id = :tenant_id AND ag.allotment_id = :allotment_id AND p.user_id > :after
) who
CROSS JOIN app_user u
WHERE u.tenant_id = :tenant_id AND u.id = who.user_id AND u.deleted_ms IS NULL
ORDER BY who.user_id
LIMIT :limit
