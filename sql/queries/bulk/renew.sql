-- Renews the lease of a bulk job, if it is still ours, as far as we think, and not to pause. Comes first in every step: it
-- locks the row.
-- param lease_until_ms int
-- param tenant_id int
-- param id int
-- param owner guid
-- param state int
-- param position int
-- rows exec
UPDATE bulk_job SET lease_until_ms = :lease_until_ms
WHERE tenant_id = :tenant_id AND id = :id AND owner = :owner AND state = :state
	AND position = :position AND wanted <> 1
