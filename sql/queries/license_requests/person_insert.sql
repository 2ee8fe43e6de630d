-- Writes whom a request is for.
-- param tenant_id int
-- param request_id int
-- param user_id int
-- rows exec
INSERT INTO license_request_person (tenant_id, request_id, user_id, state)
VALUES (:tenant_id, :request_id, :user_id, 0)
