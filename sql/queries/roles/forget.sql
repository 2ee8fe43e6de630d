-- Takes every role of somebody who goes for good.
-- param tenant_id int
-- param principal_kind int
-- param principal_id int
-- rows exec
DELETE FROM role_assignment
WHERE tenant_id = :tenant_id AND principal_kind = :principal_kind AND principal_id = :principal_id
