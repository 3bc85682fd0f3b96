//! Integrity checks of arrays and the rules that judge them.
