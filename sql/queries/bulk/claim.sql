-- Takes a bulk job whose lease has run out, or that is ours: of several processes that try, one changes the row. What was
-- stored of an unfinished input is of no use to anybody else: such a job only waits to be cleaned away.
-- param owner guid
-- param lease_until_ms int
-- param tenant_id int
-- param id int
-- param now_ms int
-- param latest_ms int
-- rows exec
UPDATE bulk_job SET
	owner = :owner,
	lease_until_ms = :lease_until_ms,
	state = CASE WHEN is_kept = 0 THEN 3 ELSE state END
WHERE tenant_id = :tenant_id AND id = :id AND state < 4 AND wanted <> 1
	AND (owner = :owner OR lease_until_ms < :now_ms OR lease_until_ms > :latest_ms)
