UPDATE entity_name SET valid_from = f.ended FROM (
  SELECT entity_id, max(valid_to) + 1 AS ended FROM entity_name WHERE kind = 'former' GROUP BY 1
) f WHERE f.entity_id = entity_name.entity_id AND entity_name.kind = 'current' AND f.ended IS NOT NULL
