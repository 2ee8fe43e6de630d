-- Notes when an aspect of an object last changed. is_whole 1: it came, went or came back, and its id is kept for when it is gone.
-- param tenant_id int
-- param kind int
-- param object_id int
-- param aspect text
-- param stamp int
-- param is_whole int
-- rows exec
INSERT INTO object_change (tenant_id, kind, object_id, aspect, stamp, guid)
VALUES (
	:tenant_id, :kind, :object_id, :aspect, :stamp,
	CASE
		WHEN :is_whole = 1 AND :kind = 0 THEN (SELECT u.guid FROM app_user u WHERE u.tenant_id = :tenant_id AND u.id = :object_id)
		WHEN :is_whole = 1 AND :kind = 1 THEN (SELECT g.guid FROM user_group g WHERE g.tenant_id = :tenant_id AND g.id = :object_id)
	END
)
ON CONFLICT (tenant_id, kind, object_id, aspect) DO UPDATE SET stamp = excluded.stamp, guid = excluded.guid
