-- Takes the consent of a user who is removed for good.
-- param tenant_id int
-- param user_id int
-- rows exec
DELETE FROM application_permission
WHERE tenant_id = :tenant_id AND user_id = :user_id
