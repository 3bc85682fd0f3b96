//! Chip designs.
