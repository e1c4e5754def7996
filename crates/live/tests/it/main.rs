//! The floor's promises, tried from outside.
