-- Forgets the remembered licences of a user who was restored.
-- param tenant_id int
-- param user_id int
-- rows exec
DELETE FROM deleted_license
WHERE tenant_id = :tenant_id AND user_id = :user_id
