"""What package registries say about a release, one adapter for each kind of registry."""
