-- Pages through what became of the users of a change, in order, in states from one to another.
-- param tenant_id int
-- param job_id int
-- param after int
-- param state_min int
-- param state_max int
-- param limit int
-- column seq int
-- column line int
-- column user_guid blob?
-- column name text
-- column state int
-- column code text?
-- column message text?
-- column remedy text?
-- column effect text?
-- column group_guid blob?
-- rows many
SELECT i.seq, i.line, u.guid AS user_guid, i.name, i.state, i.code, i.message, i.remedy, i.effect, g.guid AS group_guid
FROM bulk_item i
LEFT JOIN app_user u ON u.tenant_id = i.tenant_id AND u.id = i.user_id
LEFT JOIN user_group g ON g.tenant_id = i.tenant_id AND g.id = i.group_id
WHERE i.tenant_id = :tenant_id AND i.job_id = :job_id AND i.seq > :after AND i.state >= :state_min AND i.state <= :state_max
ORDER BY i.seq
LIMIT :limit
