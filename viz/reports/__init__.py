"""Reports as offices send them: what each says (one module a report), and how it becomes docx and xlsx."""
