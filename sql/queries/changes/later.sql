-- Finds the newest operation behind another that changed one direct licence of a user, or its place in the line: as the target of the operation or in one of its changes, each by its index.
-- param tenant_id int
-- param user_guid guid
-- param after int
-- param user_id int
-- param sku_id int
-- column id int
-- column guid guid
-- column kind int
-- column actor_name text
-- rows maybe
SELECT o.id, o.guid, o.kind, o.actor_name
FROM (
	SELECT t.id
	FROM operation t
	WHERE t.tenant_id = :tenant_id AND t.target_guid = :user_guid AND t.id > :after
	UNION
	SELECT s.operation_id
	FROM operation_change s
	WHERE s.tenant_id = :tenant_id AND s.subject_guid = :user_guid AND s.operation_id > :after
) n
JOIN operation o ON o.tenant_id = :tenant_id AND o.id = n.id
WHERE EXISTS (
	SELECT 1 FROM operation_change c
	WHERE c.tenant_id = :tenant_id AND c.operation_id = n.id AND c.kind IN (1, 20) AND c.object_id = :user_id
		AND c.sku_id = :sku_id AND c.source_id = 0
)
ORDER BY o.id DESC
LIMIT 1
