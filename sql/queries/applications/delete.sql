-- Removes an application. What belongs to it goes with it: addresses, credentials, grants, codes and refresh tokens.
-- param tenant_id int
-- param id int
-- rows exec
DELETE FROM application
WHERE tenant_id = :tenant_id AND id = :id
