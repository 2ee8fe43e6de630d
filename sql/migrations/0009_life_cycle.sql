-- The life cycle of subscriptions: how long states last, when they began, and what is due.
-- offer: how it was bought, 0 whatever its channel usually is. since_ms: when its state began; NULL: nobody has looked yet.
-- add_on_of: the subscription that it belongs to. renewal_licenses: how many licences it has from the next term on.
-- shrunk_ms: when a renewal last made it smaller.

ALTER TABLE subscription ADD COLUMN offer {int} NOT NULL DEFAULT 0;

ALTER TABLE subscription ADD COLUMN term_months {int} NOT NULL DEFAULT 12;

ALTER TABLE subscription ADD COLUMN since_ms {int};

ALTER TABLE subscription ADD COLUMN add_on_of {int};

ALTER TABLE subscription ADD COLUMN renewal_licenses {int};

ALTER TABLE subscription ADD COLUMN shrunk_ms {int};

-- What was recorded before: the days of its state count from the first time that somebody looks, so that an update deletes nothing.
UPDATE subscription SET next_lifecycle_ms = 0 WHERE status IN (1, 2) OR (status = 0 AND ends_ms IS NOT NULL);

CREATE INDEX subscription_due ON subscription (next_lifecycle_ms, tenant_id, id) WHERE next_lifecycle_ms IS NOT NULL;

CREATE INDEX subscription_add_on ON subscription (tenant_id, add_on_of) WHERE add_on_of IS NOT NULL;

-- People who cannot sign in: the first whose seats could be freed in a licence conflict.
CREATE INDEX app_user_blocked ON app_user (tenant_id, id) WHERE account_enabled = 0;
