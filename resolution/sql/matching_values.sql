-- The fields of a run of a list's rows, as clean text (see matching_tidy); the id as the file has it, NULL where it is blank.
CREATE OR REPLACE TABLE {table} AS
SELECT row_no, {id} AS id, tidy({name}) AS name, tidy({former_names}) AS former_names, tidy({uscc}) AS uscc, tidy({legal_rep}) AS legal_rep,
       tidy({phone}) AS phone, tidy({town}) AS town, tidy({address}) AS address, tidy({industry}) AS industry
FROM {source} WHERE row_no > $after AND row_no <= $upto ORDER BY row_no
