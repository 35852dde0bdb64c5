"""From files on disk to archives of snapshots: readers, checks, and the archives themselves."""
