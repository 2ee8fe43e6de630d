-- Lists the bulk jobs that somebody has to go on with: not finished, not to pause, and nobody holds a lease, or this process does.
-- The one statement of bulk work that does not start from a tenant: a process serves all of them. A lease that runs longer than
-- any can is of a clock that has been put back (L-11).
-- param owner guid
-- param now_ms int
-- param latest_ms int
-- param limit int
-- column tenant_id int
-- column id int
-- rows many
SELECT tenant_id, id
FROM bulk_job
WHERE state < 4 AND wanted <> 1 AND tenant_id IN (SELECT id FROM tenant WHERE deleting_ms IS NULL)
	AND (owner = :owner OR lease_until_ms < :now_ms OR lease_until_ms > :latest_ms)
ORDER BY tenant_id, id
LIMIT :limit
