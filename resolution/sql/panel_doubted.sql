-- Names that a tier took for certain, where the other rows speak against the firm by so many bits: open again, for the model to weigh.
DELETE FROM decided WHERE mention_id IN (SELECT mention_id FROM panel GROUP BY mention_id HAVING sum(bits) <= -$doubt)
