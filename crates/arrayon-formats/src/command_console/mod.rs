//! The Command Console generic format, version 1, in which scans and values computed from them are
//! kept: a header of parameters, and tables.

mod data_set;
mod header;

pub(crate) use data_set::{
    Column, DataSet, TYPE_ASCII, TYPE_F32, TYPE_I16, TYPE_I32, TYPE_U16, TYPE_WIDE, read_data_sets,
};
pub(crate) use header::GenericHeader;
