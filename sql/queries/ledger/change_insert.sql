-- Writes one change of an operation, with before and after, and the id of whom it is about, a user (subject_kind 1), a group (2) or an
-- application (3), where that is not the operation's target: the audit log finds it by both. subject_kind 0: it is about nobody, or about
-- the same as the change before it.
-- param tenant_id int
-- param operation_id int
-- param seq int
-- param kind int
-- param object_id int
-- param sku_id int?
-- param source_id int?
-- param plan_set_before int?
-- param plan_set_after int?
-- param state_before int?
-- param state_after int?
-- param detail text?
-- param subject_kind int
-- param target_guid blob?
-- rows exec
INSERT INTO operation_change (
	tenant_id, operation_id, seq, kind, object_id, sku_id, source_id, plan_set_before, plan_set_after,
	state_before, state_after, detail, subject_guid
) VALUES (
	:tenant_id, :operation_id, :seq, :kind, :object_id, :sku_id, :source_id, :plan_set_before,
	:plan_set_after, :state_before, :state_after, :detail,
	NULLIF(CASE
		WHEN :subject_kind = 1 THEN (SELECT u.guid FROM app_user u WHERE u.tenant_id = :tenant_id AND u.id = :object_id)
		WHEN :subject_kind = 2 THEN (SELECT g.guid FROM user_group g WHERE g.tenant_id = :tenant_id AND g.id = :object_id)
		WHEN :subject_kind = 3 THEN (SELECT a.guid FROM application a WHERE a.tenant_id = :tenant_id AND a.id = :object_id)
	END, :target_guid)
)
