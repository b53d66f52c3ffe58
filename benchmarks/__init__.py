"""Speed and quality, measured side by side."""
