-- Keys by which licences were bought that are paid beforehand (U-54). Each is good once. A key itself is nowhere: it is known by its hash, and
-- people tell it by its last five characters. total_licenses is what the purchase had with it.
CREATE TABLE product_key (
	tenant_id {int} NOT NULL,
	hash {blob} NOT NULL,
	subscription_id {int} NOT NULL,
	ending {text} NOT NULL,
	total_licenses {int} NOT NULL,
	used_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, hash),
	FOREIGN KEY (tenant_id, subscription_id) REFERENCES subscription (tenant_id, id)
) {table};

CREATE INDEX product_key_subscription ON product_key (tenant_id, subscription_id, used_ms);
