-- A code in the name cell is the row's code, unless its code cell has one; neither it nor a card number is a name.
UPDATE list_variant SET name = NULL,
       code = CASE WHEN k.kind = 'card' OR regexp_matches(list_variant.code, '[0-9]{6}') THEN list_variant.code ELSE k.name END
FROM name_code k WHERE k.name = list_variant.name AND list_variant.variant = 0
