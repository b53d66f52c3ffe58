"""What the other rows say of a pair: data that repeat by period leave one firm's place open, or taken."""
