-- Finds the last bulk job that was asked for under an id of the client's.
-- param tenant_id int
-- param client_request_id text
-- column id int
-- rows maybe
SELECT id
FROM bulk_job
WHERE tenant_id = :tenant_id AND client_request_id = :client_request_id
ORDER BY id DESC
LIMIT 1
