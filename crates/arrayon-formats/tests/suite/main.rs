//! The tests of this crate through its public interface, in one program: each would be linked anew.

mod common;
mod golden_cel;
mod golden_chip;
mod golden_chp;
mod properties;
mod shared_tables;
mod table_properties;
mod truncation;
mod wrong_files;
