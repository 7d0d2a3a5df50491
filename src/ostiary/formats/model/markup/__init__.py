"""Models in XML: PMML and OpenVINO."""
