-- Gives the lease of a bulk job back, so that any process may go on with it at once.
-- param tenant_id int
-- param id int
-- param owner guid
-- rows exec
UPDATE bulk_job SET lease_until_ms = 0
WHERE tenant_id = :tenant_id AND id = :id AND owner = :owner AND state < 4
