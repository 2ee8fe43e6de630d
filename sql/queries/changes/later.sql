-- Finds the newest operation behind another that changed the same of a user or a group: a licence or its place in the line, a membership, or what a group gives. It is looked for as the target of the operation and in one of its changes, each by its index; without the sum PostgreSQL walks backwards through the ledger instead.
-- param tenant_id int
-- param object_guid guid
-- param after int
-- param kind int
-- param other_kind int
-- param object_id int
-- param sku_id int
-- param source_id int
-- column guid guid
-- column kind int
-- column actor_name text
-- rows maybe
SELECT o.guid, o.kind, o.actor_name
FROM (
	SELECT t.id
	FROM operation t
	WHERE t.tenant_id = :tenant_id AND t.target_guid = :object_guid AND t.id > :after
	UNION
	SELECT s.operation_id
	FROM operation_change s
	WHERE s.tenant_id = :tenant_id AND s.subject_guid = :object_guid AND s.operation_id > :after
) n
JOIN operation o ON o.tenant_id = :tenant_id AND o.id = n.id AND o.result = 0 -- what was refused has changed nothing
WHERE EXISTS (
	SELECT 1 FROM operation_change c
	WHERE c.tenant_id = :tenant_id AND c.operation_id = n.id AND c.kind IN (:kind, :other_kind) AND c.object_id = :object_id
		AND COALESCE(c.sku_id, 0) = :sku_id AND COALESCE(c.source_id, 0) = :source_id
)
ORDER BY n.id + 0 DESC
LIMIT 1
