-- How a sign-in began, for what comes of it later.

-- auth_ms: when the person proved who he is (auth_time of OpenID Connect); not known of codes and tokens from before.
ALTER TABLE oauth_code ADD COLUMN auth_ms {int};

ALTER TABLE oauth_refresh ADD COLUMN auth_ms {int};

-- needs_proof: the application had proved itself when the sign-in began, and must whenever it comes back. Of tokens from before that is
-- not known: only where an application has nothing to prove itself by and no address of a server they go on without.
ALTER TABLE oauth_refresh ADD COLUMN needs_proof {int} NOT NULL DEFAULT 1 CHECK (needs_proof IN (0, 1));

UPDATE oauth_refresh SET needs_proof = 0
WHERE NOT EXISTS (
	SELECT 1 FROM application_credential c
	WHERE c.tenant_id = oauth_refresh.tenant_id AND c.application_id = oauth_refresh.application_id)
AND NOT EXISTS (
	SELECT 1 FROM application_redirect r
	WHERE r.tenant_id = oauth_refresh.tenant_id AND r.application_id = oauth_refresh.application_id AND r.kind = 0);
