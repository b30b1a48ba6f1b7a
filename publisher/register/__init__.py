"""The register: entries, the chain that binds them, and where they are stored."""
