-- Makes somebody the manager of a user, in the place of whoever was.
-- param tenant_id int
-- param user_id int
-- param manager_id int
-- rows exec
INSERT INTO user_manager (tenant_id, user_id, manager_id)
VALUES (:tenant_id, :user_id, :manager_id)
ON CONFLICT (tenant_id, user_id) DO UPDATE SET manager_id = excluded.manager_id
