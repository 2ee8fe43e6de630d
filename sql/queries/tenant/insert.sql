-- Makes an organisation.
-- param id int
-- param guid guid
-- param display_name text
-- param country text
-- param variant text
-- param created_ms int
-- param page_key blob
-- rows exec
INSERT INTO tenant (id, guid, display_name, country, variant, catalog_version, created_ms, page_key)
VALUES (:id, :guid, :display_name, :country, :variant, 0, :created_ms, :page_key)
