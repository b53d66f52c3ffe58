INSERT INTO ruling BY NAME SELECT k.* FROM kept_ruling k SEMI JOIN known_mention USING (mention_id) ORDER BY k.mention_id;
INSERT INTO candidate BY NAME SELECT k.* FROM kept_candidate k SEMI JOIN known_mention USING (mention_id) ORDER BY k.mention_id, k.rank
