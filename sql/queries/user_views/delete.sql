-- Removes a custom view.
-- param tenant_id int
-- param id int
-- rows exec
DELETE FROM user_view
WHERE tenant_id = :tenant_id AND id = :id
