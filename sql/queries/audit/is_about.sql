-- Tells whether one of the changes of an operation is about an object.
-- param tenant_id int
-- param object_guid guid
-- param operation_id int
-- column found int
-- rows one
SELECT CASE WHEN EXISTS (
	SELECT 1
	FROM operation_change c
	WHERE c.tenant_id = :tenant_id AND c.subject_guid = :object_guid AND c.operation_id = :operation_id
) THEN 1 ELSE 0 END AS found
