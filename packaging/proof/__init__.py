"""The parts of packaging/prove."""
