-- The audit log finds an operation by every object that it was about.

-- target_kind: what the target is, as in enum lic_target_kind. Of a grant to an application the log had the application's own id so far.
ALTER TABLE operation ADD COLUMN target_kind {int} NOT NULL DEFAULT 0;

UPDATE operation SET target_kind = CASE
	WHEN kind IN (0, 29) THEN 5
	WHEN kind IN (22, 23) THEN 4
	WHEN kind BETWEEN 13 AND 19 THEN 3
	WHEN kind BETWEEN 50 AND 57 THEN 2
	WHEN kind BETWEEN 4 AND 8 OR kind IN (10, 20, 21, 27, 28, 34, 71) THEN 1
	ELSE 0
END;

UPDATE operation SET target_kind = 4
WHERE kind IN (27, 28) AND EXISTS (
	SELECT 1 FROM application a WHERE a.tenant_id = operation.tenant_id AND a.principal_guid = operation.target_guid);

-- 16: a group as member of another; until now told from a person by its properties.
UPDATE operation_change SET kind = 16
WHERE kind = 14 AND detail LIKE '%Group"%';

-- subject_guid: the public id of the user, group or application that was changed; NULL where that is the target of the operation, or the
-- same as in the change before, so that single changes, which are most, need no entry in the index, and others one for each object.
ALTER TABLE operation_change ADD COLUMN subject_guid {blob};

UPDATE operation_change SET subject_guid = (
	SELECT u.guid FROM app_user u WHERE u.tenant_id = operation_change.tenant_id AND u.id = operation_change.object_id)
WHERE kind IN (0, 1, 7, 14, 20) AND NOT EXISTS (
	SELECT 1 FROM operation o
	JOIN app_user u ON u.tenant_id = o.tenant_id AND u.guid = o.target_guid
	WHERE o.tenant_id = operation_change.tenant_id AND o.id = operation_change.operation_id AND u.id = operation_change.object_id);

UPDATE operation_change SET subject_guid = (
	SELECT g.guid FROM user_group g WHERE g.tenant_id = operation_change.tenant_id AND g.id = operation_change.object_id)
WHERE kind IN (13, 15, 16) AND NOT EXISTS (
	SELECT 1 FROM operation o
	JOIN user_group g ON g.tenant_id = o.tenant_id AND g.guid = o.target_guid
	WHERE o.tenant_id = operation_change.tenant_id AND o.id = operation_change.operation_id AND g.id = operation_change.object_id);

CREATE INDEX operation_change_subject ON operation_change (tenant_id, subject_guid, operation_id) WHERE subject_guid IS NOT NULL;
