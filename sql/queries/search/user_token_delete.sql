-- Takes back a word by which a user was found.
-- param tenant_id int
-- param token text
-- param user_id int
-- rows exec
DELETE FROM user_token WHERE tenant_id = :tenant_id AND token = :token AND user_id = :user_id
