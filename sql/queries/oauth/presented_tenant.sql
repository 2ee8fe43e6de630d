-- The organisation in which a client id has been given a code, a refresh token or a device code: for a request that names none
-- ("common"), what it presents tells; or the family of a refresh token, where the token itself is not kept any more.
-- param app_guid guid
-- param hash blob
-- param family guid
-- column tenant_id int
-- column tenant_guid guid
-- rows maybe
SELECT a.tenant_id, t.guid AS tenant_guid
FROM application a
JOIN tenant t ON t.id = a.tenant_id
WHERE a.app_guid = :app_guid AND t.deleting_ms IS NULL AND (
	EXISTS (SELECT 1 FROM oauth_code k WHERE k.tenant_id = a.tenant_id AND k.hash = :hash)
	OR EXISTS (SELECT 1 FROM oauth_refresh r WHERE r.tenant_id = a.tenant_id AND (r.hash = :hash OR r.family = :family))
	OR EXISTS (SELECT 1 FROM oauth_device d WHERE d.tenant_id = a.tenant_id AND d.hash = :hash))
LIMIT 1
