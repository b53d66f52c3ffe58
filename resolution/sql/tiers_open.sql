-- Mentions that nobody has decided, with the anatomy of their names. `written_branch` is the branch as written, `branch` only
-- one that the register lists below a like-named firm: a branch that it does not list, or a department, stands for its parent.
CREATE OR REPLACE VIEW open_mention AS
SELECT m.*, y.kind AS name_kind, y.place, y.relation, y.town AS name_town, y.brand, y.trade, y.trade_class, y.form, y.form_class,
       y.core, CASE WHEN l.norm IS NOT NULL THEN y.branch WHEN y.norm IS NOT NULL THEN '' END AS branch, y.branch AS written_branch,
       y.parent, y.pinyin, y.brand_pinyin, y.sorted_core, y.dels, coalesce(a.spot, '') AS spot
FROM mention m LEFT JOIN anatomy y ON y.norm = m.name_norm
LEFT JOIN listed_branch l ON l.norm = m.name_norm
LEFT JOIN (SELECT value, min(spot) AS spot FROM address_map GROUP BY 1) a ON a.value = m.address
WHERE m.mention_id NOT IN (SELECT mention_id FROM decided)
