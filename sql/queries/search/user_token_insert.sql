-- Makes a user be found by a word of the name.
-- param tenant_id int
-- param token text
-- param user_id int
-- rows exec
INSERT INTO user_token (tenant_id, token, user_id) VALUES (:tenant_id, :token, :user_id)
