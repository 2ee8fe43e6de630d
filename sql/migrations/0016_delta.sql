-- What delta queries tell: when each thing last changed, by the numbers of the ledger. docs/adr/0010 says why this is no query of it.
-- stamp: the number of the operation, or of its part when an operation goes on in a later transaction; taken in the writing
-- transaction from the counter that gives operations their numbers, so that stamps become visible in their order.

-- kind: 0 a user, 1 a group, 2 a SKU whose subscriptions changed what their holders have. aspect: '' it came, went or came back;
-- 'licenses'; or the name of a property. guid: with '' only, for those that are removed for good.
CREATE TABLE object_change (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	kind {int} NOT NULL CHECK (kind IN (0, 1, 2)),
	object_id {int} NOT NULL,
	aspect {text} NOT NULL,
	stamp {int} NOT NULL,
	guid {blob},
	PRIMARY KEY (tenant_id, kind, object_id, aspect)
) {table};

CREATE INDEX object_change_stamp ON object_change (tenant_id, kind, stamp, object_id);

-- Who joined or left a group; what is true of it is in group_member.
CREATE TABLE member_change (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	group_id {int} NOT NULL,
	member_kind {int} NOT NULL CHECK (member_kind IN (0, 1)),
	member_id {int} NOT NULL,
	stamp {int} NOT NULL,
	guid {blob} NOT NULL,
	PRIMARY KEY (tenant_id, group_id, member_kind, member_id)
) {table};

CREATE INDEX member_change_stamp ON member_change (tenant_id, stamp, group_id, member_kind, member_id);
