//! The whole stack, in process and as the real binary.
