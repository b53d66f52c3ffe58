INSERT INTO scored BY NAME SELECT k.* FROM kept_scored k SEMI JOIN known_mention USING (mention_id) ORDER BY k.mention_id, k.entity_id
