"""Session files: one GeoPackage that other programs open too, and its working copy."""
