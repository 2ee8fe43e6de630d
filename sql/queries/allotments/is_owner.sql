-- Tells whether a user owns an allotment.
-- param tenant_id int
-- param allotment_id int
-- param user_id int
-- column found int
-- rows one
SELECT COUNT(*) AS found
FROM allotment_owner
WHERE tenant_id = :tenant_id AND allotment_id = :allotment_id AND user_id = :user_id
