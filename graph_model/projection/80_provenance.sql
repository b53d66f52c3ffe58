-- node Department: units that owe data, and departments that issue or budget
SELECT n.name, min(u.unit) AS key, count(u.unit) > 0 AS supplies
FROM (SELECT unit_name AS name FROM catalogue_dataset UNION SELECT name FROM issuer_name) n
LEFT JOIN catalogue_dataset u ON u.unit_name = n.name
GROUP BY n.name

-- node Dataset: the catalogue
SELECT key, name, frequency FROM catalogue_dataset

-- relation OWES Department Dataset: which unit owes which data set
SELECT unit_name AS "start", key AS "end" FROM catalogue_dataset

-- node Delivery: deliveries in force
SELECT id, file, period, supplier, received_on, rows_good FROM delivery_list

-- relation OF_DATASET Delivery Dataset: what a delivery delivers
SELECT id AS "start", dataset AS "end" FROM delivery_list

-- temp firm_decision: mentions that name an enterprise, decided or waiting for review, with the decision
SELECT m.mention_id, n.kind, n.name AS written, coalesce(m.entity_id, m.own_entity_id) AS entity_id, m.decision, m.tier, m.reason, m.weight, m.margin,
       m.probability, m.model
FROM match m
JOIN mention n USING (mention_id)
WHERE coalesce(m.entity_id, m.own_entity_id) IS NOT NULL AND m.known_to IS NULL AND n.kind = 'ent'

-- table thing_decision: those that name a person, project, parcel or building
SELECT m.mention_id, n.kind, n.name AS written, coalesce(m.entity_id, m.own_entity_id) AS entity_id, m.decision, m.tier, m.reason, m.weight, m.margin,
       m.probability, m.model
FROM match m
JOIN mention n USING (mention_id)
WHERE coalesce(m.entity_id, m.own_entity_id) IS NOT NULL AND m.known_to IS NULL AND n.kind <> 'ent'

-- temp named_firm: current rows outside the mass facts that name an enterprise, decided or waiting for review
SELECT k.source_key, k.dataset, k.delivery, k.sheet, k."row", k.period, s.role, s.part_no, n.*
FROM row_source s
JOIN firm_decision n USING (mention_id)
JOIN current_row k ON k.dataset = s.dataset AND k.delivery = s.delivery AND k.sheet = s.sheet AND k."row" = s."row"

-- table named_thing: those that name a person, project, parcel or building
SELECT k.source_key, k.dataset, k.delivery, k.sheet, k."row", k.period, s.role, s.part_no, n.*
FROM row_source s
JOIN thing_decision n USING (mention_id)
JOIN current_row k ON k.dataset = s.dataset AND k.delivery = s.delivery AND k.sheet = s.sheet AND k."row" = s."row"

-- table named_place: rows that name an entity
SELECT source_key, dataset, delivery, sheet, "row", period FROM named_firm
UNION SELECT source_key, dataset, delivery, sheet, "row", period FROM named_thing

-- node SourceRecord: rows that name an entity
SELECT source_key AS key, dataset, sheet, "row", period FROM named_place

-- relation IN_DELIVERY SourceRecord Delivery: the file a row came in
SELECT source_key AS "start", delivery AS "end" FROM named_place

-- relation NAMES SourceRecord Enterprise: with the decision behind it
SELECT source_key AS "start", entity_id AS "end", role, part_no AS part, written, mention_id AS mention, decision, tier, reason,
       weight, margin, probability, model::VARCHAR AS model FROM named_firm

-- relation NAMES SourceRecord Person: with the decision behind it
SELECT source_key AS "start", entity_id AS "end", role, part_no AS part, written, mention_id AS mention, decision, tier, reason,
       weight, margin, probability, model::VARCHAR AS model FROM named_thing WHERE kind = 'per'

-- relation NAMES SourceRecord Project: with the decision behind it
SELECT source_key AS "start", entity_id AS "end", role, part_no AS part, written, mention_id AS mention, decision, tier, reason,
       weight, margin, probability, model::VARCHAR AS model FROM named_thing WHERE kind = 'prj'

-- relation NAMES SourceRecord Parcel: with the decision behind it
SELECT source_key AS "start", entity_id AS "end", role, part_no AS part, written, mention_id AS mention, decision, tier, reason,
       weight, margin, probability, model::VARCHAR AS model FROM named_thing WHERE kind = 'pcl'

-- relation NAMES SourceRecord Building: with the decision behind it
SELECT source_key AS "start", entity_id AS "end", role, part_no AS part, written, mention_id AS mention, decision, tier, reason,
       weight, margin, probability, model::VARCHAR AS model FROM named_thing WHERE kind = 'bld'
