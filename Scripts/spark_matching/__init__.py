"""Footage on Apache Spark: every partition holds whole clips and is piped through `remnant worker`."""
