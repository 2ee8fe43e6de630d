-- Reads the key that signs the places in an organisation's lists.
-- param tenant_id int
-- column page_key blob
-- rows one
SELECT page_key FROM tenant WHERE id = :tenant_id
