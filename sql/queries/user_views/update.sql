-- Writes name and conditions of a custom view.
-- param display_name text
-- param name_key text
-- param conditions text
-- param tenant_id int
-- param id int
-- rows exec
UPDATE user_view SET display_name = :display_name, name_key = :name_key, conditions = :conditions
WHERE tenant_id = :tenant_id AND id = :id
