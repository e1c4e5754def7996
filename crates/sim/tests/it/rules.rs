//! What must be true of every run.
