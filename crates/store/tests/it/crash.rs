//! The write-ahead log cut and corrupted; the disk full.
