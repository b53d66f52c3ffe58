-- What the other rows said of a mention's candidates in the run, as part of their weight.
SELECT entity_id, dataset, evidence, level, bits FROM panel WHERE mention_id = ? ORDER BY entity_id, dataset, evidence
