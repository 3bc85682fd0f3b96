//! Drafts of studies: a description, a sample sheet and contrasts, out of what data say of
//! themselves, every guess with its reason.
//!
//! | module | what it does |
//! |---|---|
//! | [`draft`](mod@draft), `from_geo` | what lies at a place, as the draft of a study |
//! | `beginning` | what is known before the files are written |
//! | [`writing`] | the files, all of them or none |
//! | `arrays` | CEL files of a folder or archive, and what their names and headers say |
//! | `library` | the chip's library near them |
//! | `geo` | series matrices and SOFT files of GEO |
//! | `sheets` | sample sheets and matrices |
//! | `folders` | paths of arrays taken apart into names of samples and factors |
//! | `names` | names of files taken apart into factors |
//! | `question` | which column may be compared |
//! | `reference` | which of its levels is the reference |
//! | `amounts` | numbers in the names of levels, with their units |
//! | `columns` | samples and what is known of them |
//! | `text` | the three files |
//!
//! Nothing is guessed silently: what was guessed stands as a comment next to the guess.
//!
//! # What is not tested
//! SOFT files of chips of two colours; series with more than a few hundred samples.

mod amounts;
mod arrays;
mod beginning;
mod columns;
pub mod draft;
mod folders;
mod from_geo;
mod geo;
mod library;
mod names;
mod question;
mod reference;
mod sheets;
mod text;
pub mod writing;

pub use beginning::Draft;
pub use draft::draft;
pub use writing::write;
