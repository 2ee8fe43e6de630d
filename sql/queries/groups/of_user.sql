-- What a user's groups give him, the longest membership first (D-08): the groups that he is in himself, and those above them that license
-- nested members (D-17), and the allotment that each stands in with the product (R-103). CROSS JOIN makes SQLite begin with the few groups that he is in.
-- param tenant_id int
-- param user_id int
-- column group_id int
-- column is_best_effort int
-- column added_ms int
-- column sku_id int
-- column plans blob
-- column allotment_id int?
-- column seat_limit int?
-- column allotment_consumed int?
-- rows many
WITH RECURSIVE up (group_id, is_nested, added_ms) AS (
	SELECT m.group_id, 0, m.added_ms
	FROM group_member m
	WHERE m.tenant_id = :tenant_id AND m.member_kind = 0 AND m.member_id = :user_id
	UNION
	SELECT m.group_id, 1, up.added_ms
	FROM up
	JOIN user_group inner_group
		ON inner_group.tenant_id = :tenant_id AND inner_group.id = up.group_id AND inner_group.deleted_ms IS NULL
	JOIN group_member m ON m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = up.group_id
)
SELECT g.id AS group_id, g.is_best_effort, MIN(up.added_ms) AS added_ms, l.sku_id, s.plans,
	a.id AS allotment_id, a.seat_limit, a.consumed AS allotment_consumed
FROM up
CROSS JOIN user_group g
CROSS JOIN group_license l
CROSS JOIN plan_set s
LEFT JOIN allotment_group ag ON ag.tenant_id = :tenant_id AND ag.sku_id = l.sku_id AND ag.group_id = l.group_id
LEFT JOIN allotment a ON a.tenant_id = :tenant_id AND a.id = ag.allotment_id
WHERE g.tenant_id = :tenant_id AND g.id = up.group_id AND l.tenant_id = :tenant_id AND l.group_id = g.id
	AND s.tenant_id = :tenant_id AND s.id = l.plan_set_id
	AND g.deleted_ms IS NULL AND (up.is_nested = 0 OR g.includes_nested = 1)
GROUP BY g.id, g.is_best_effort, l.sku_id, s.plans, a.id, a.seat_limit, a.consumed
ORDER BY added_ms, g.id, l.sku_id
