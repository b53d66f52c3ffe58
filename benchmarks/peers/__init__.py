"""Other matchers on the same lists, each with the settings its own documentation recommends."""
