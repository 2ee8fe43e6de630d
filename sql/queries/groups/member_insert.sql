-- Adds a member; does nothing when it is one already.
-- param tenant_id int
-- param group_id int
-- param member_kind int
-- param member_id int
-- param added_ms int
-- rows exec
INSERT INTO group_member (tenant_id, group_id, member_kind, member_id, added_ms)
VALUES (:tenant_id, :group_id, :member_kind, :member_id, :added_ms)
ON CONFLICT (tenant_id, group_id, member_kind, member_id) DO NOTHING
