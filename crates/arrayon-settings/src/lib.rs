//! What settings are made of: numbers with a range, files, named choices, and what is wrong with
//! one.
//!
//! A stage's settings are one struct in the crate whose algorithm they set. The struct is the
//! section of study.toml, its doc comments are the help texts, its JSON Schema is what command-line
//! flags and the reference page are made from. The types here carry the rest into that schema:
//! ranges, file names, the names of choices.
//!
//! | type | values |
//! |---|---|
//! | [`Rate`], [`Share`], [`FoldChange`], [`Size`] | numbers with a range |
//! | [`Count`] | whole numbers with a range |
//! | [`InputFile`], [`InputFolder`] | what is read |
//! | [`named_by_serde!`](crate::named_by_serde) | enums that are called as serde calls them |
//! | [`Section`], [`Fault`] | settings that are checked against each other |

mod choice;
mod count;
mod fault;
mod files;
mod numbers;

pub use count::Count;
pub use fault::{Fault, Section};
pub use files::{InputFile, InputFolder};
pub use numbers::{FoldChange, OutOfRange, Rate, Share, Size};

/// The limit of draws, replicates and rotations: beyond it no number gains a digit that matters,
/// and a run would not end.
pub const MOST_DRAWS: u32 = 1_000_000;
