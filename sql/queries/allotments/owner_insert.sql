-- Makes a user an owner of an allotment.
-- param tenant_id int
-- param allotment_id int
-- param user_id int
-- rows exec
INSERT INTO allotment_owner (tenant_id, allotment_id, user_id)
VALUES (:tenant_id, :allotment_id, :user_id)
