CREATE OR REPLACE VIEW open_mention AS
SELECT m.*, y.kind AS name_kind, y.place, y.relation, y.town AS name_town, y.brand, y.trade, y.trade_class, y.form, y.form_class,
       y.core, y.branch, y.parent, y.pinyin, y.brand_pinyin, y.sorted_core, y.dels, coalesce(a.spot, '') AS spot
FROM mention m LEFT JOIN anatomy y ON y.norm = m.name_norm
LEFT JOIN (SELECT value, min(spot) AS spot FROM address_map GROUP BY 1) a ON a.value = m.address
WHERE m.mention_id NOT IN (SELECT mention_id FROM decided)
