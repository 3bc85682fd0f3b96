//! Arrays and expression that are kept on disk, because memory does not hold all of them.
//!
//! | module | what it does |
//! |---|---|
//! | `store` | a file to which pieces are added, and from which they are read |
//! | `chunks` | numbers in a store, in chunks that are read and checked by themselves |
//! | `arrays` | the ranked arrays of a study, and parts of them in memory |
//! | `columns` | expression, written feature by feature and read array by array |
//! | `part` | the files of a part of a study's arrays, which another machine may have read |

mod arrays;
mod chunks;
mod columns;
mod part;
mod store;

pub(crate) use arrays::{ArrayStore, Segments, StoredArray};
pub(crate) use chunks::Chunks;
pub(crate) use columns::Columns;
pub(crate) use part::{ARRAYS_FILE, ArrayInPart, ArraysPart, PART_FILE, PartInput};
pub(crate) use store::Store;
