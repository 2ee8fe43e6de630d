-- Writes down a product key as used.
-- param tenant_id int
-- param hash blob
-- param subscription_id int
-- param ending text
-- param total_licenses int
-- param used_ms int
-- rows exec
INSERT INTO product_key (tenant_id, hash, subscription_id, ending, total_licenses, used_ms)
VALUES (:tenant_id, :hash, :subscription_id, :ending, :total_licenses, :used_ms)
