-- Lists the live groups of an allotment. given: whether the group gives the product of the allotment (1 or 0). others: how many products its members get by it, or
-- by groups above it that license nested members (D-17), that are not in allotments of whoever owns this one: of the user user_id, or with 0 of every owner. Groups
-- in between count though they are deleted: they may be restored.
-- param tenant_id int
-- param allotment_id int
-- param user_id int
-- column id int
-- column guid guid
-- column display_name text
-- column given int
-- column others int
-- rows many
WITH RECURSIVE up (group_id, above_id) AS (
	SELECT ag.group_id, ag.group_id
	FROM allotment_group ag
	WHERE ag.tenant_id = :tenant_id AND ag.allotment_id = :allotment_id
	UNION
	SELECT up.group_id, m.group_id
	FROM up
	CROSS JOIN group_member m
	WHERE m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = up.above_id
)
SELECT
	g.id, g.guid, g.display_name,
	(
		SELECT COUNT(*)
		FROM group_license l
		WHERE l.tenant_id = ag.tenant_id AND l.group_id = ag.group_id AND l.sku_id = ag.sku_id
	) AS given,
	(
		SELECT COUNT(*)
		FROM up
		CROSS JOIN user_group h
		CROSS JOIN group_license l
		WHERE up.group_id = ag.group_id AND h.tenant_id = :tenant_id AND h.id = up.above_id AND (h.id = up.group_id OR h.includes_nested = 1)
			AND l.tenant_id = h.tenant_id AND l.group_id = h.id
			AND NOT EXISTS (
				SELECT 1
				FROM allotment_group x
				WHERE x.tenant_id = l.tenant_id AND x.sku_id = l.sku_id AND x.group_id = l.group_id
					AND (
						EXISTS (SELECT 1 FROM allotment_owner his WHERE his.tenant_id = x.tenant_id AND his.allotment_id = x.allotment_id AND his.user_id = :user_id)
						OR (
							:user_id = 0
							AND (
								x.allotment_id = ag.allotment_id
								OR (
									EXISTS (SELECT 1 FROM allotment_owner one WHERE one.tenant_id = ag.tenant_id AND one.allotment_id = ag.allotment_id)
									AND NOT EXISTS (
										SELECT 1
										FROM allotment_owner one
										WHERE one.tenant_id = ag.tenant_id AND one.allotment_id = ag.allotment_id
											AND NOT EXISTS (
												SELECT 1
												FROM allotment_owner same
												WHERE same.tenant_id = x.tenant_id AND same.allotment_id = x.allotment_id AND same.user_id = one.user_id
											)
									)
								)
							)
						)
					)
			)
	) AS others
FROM allotment_group ag
CROSS JOIN user_group g
WHERE ag.tenant_id = :tenant_id AND ag.allotment_id = :allotment_id AND g.tenant_id = ag.tenant_id AND g.id = ag.group_id AND g.deleted_ms IS NULL
ORDER BY ag.group_id
