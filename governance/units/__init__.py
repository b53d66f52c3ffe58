"""Who supplies: units, their towns, leaders and liaisons, trainings and meetings."""
