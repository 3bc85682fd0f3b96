//! Reads a result folder through the declared types: the one way in for all that is made of
//! results, pages and exports alike.
//!
//! Only files that `manifest.json` lists are read, and none from outside of the folder, whatever the
//! manifest says. Tables come with the columns that their rows declare ([`ResultTable`]).
//!
//! # What is not tested
//! Folders of earlier major versions: they are refused.

mod results;
mod table;

pub use results::Results;
pub use table::{Cells, ResultTable, TableColumn, parse_table};
