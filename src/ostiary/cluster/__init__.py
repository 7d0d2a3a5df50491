"""Run many subjects: in this process or in several."""
