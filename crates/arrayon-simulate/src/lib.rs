//! Simulated chips and studies with known truth, written as real CEL and library files.
