-- Counts the requests of a user that are open.
-- param tenant_id int
-- param requester_id int
-- column count int
-- rows one
SELECT COUNT(*) AS count
FROM license_request
WHERE tenant_id = :tenant_id AND requester_id = :requester_id AND is_open = 1
