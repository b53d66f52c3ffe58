"""What every layer stands on: settings, errors, logging, progress, ids."""
