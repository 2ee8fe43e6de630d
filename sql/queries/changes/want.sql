-- Writes what somebody wants of a job that is not over, and frees it from whoever works on it: that one finds out before it
-- does anything more.
-- param wanted int
-- param tenant_id int
-- param id int
-- param kind int
-- rows exec
UPDATE bulk_job SET wanted = :wanted, lease_until_ms = 0
WHERE tenant_id = :tenant_id AND id = :id AND kind = :kind AND is_kept = 1 AND state < 3 AND wanted <> 2 AND wanted <> :wanted
