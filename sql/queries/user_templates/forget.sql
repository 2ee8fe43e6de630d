-- Removes every template of somebody who goes for good.
-- param tenant_id int
-- param owner_kind int
-- param owner_id int
-- rows exec
DELETE FROM user_template
WHERE tenant_id = :tenant_id AND owner_kind = :owner_kind AND owner_id = :owner_id
