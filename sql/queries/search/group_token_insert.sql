-- Makes a group be found by a word of its name (property 0) or description (1).
-- param tenant_id int
-- param property int
-- param token text
-- param group_id int
-- rows exec
INSERT INTO group_token (tenant_id, property, token, group_id) VALUES (:tenant_id, :property, :token, :group_id)
