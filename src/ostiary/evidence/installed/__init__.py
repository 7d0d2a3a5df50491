"""What lies on disk, compared with what the packages say that they brought."""
