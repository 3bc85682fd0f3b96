//! Chip designs: which cells of an array measure what.
//!
//! | function | reads |
//! |---|---|
//! | [`read_cdf`] | a CDF, text or binary, plain or gzipped |
//! | [`read_pgf_library`] | PGF and CLF, with MPS, QCC and BGP where given |
//! | [`read_release`] | the release that any library file or annotation names |
//! | [`write_pgf`], [`write_clf`], [`write_mps`], [`write_qcc`], [`write_bgp`] | (write) the same |
//!
//! Only perfect-match probes enter a design; probe sets that have none are left out. The probes
//! of a set stand in the order of their atoms (CDF) or of the file (PGF).
//!
//! # Sources
//! The vendor's descriptions of CDF, PGF, CLF, MPS, QCC and BGP files; for CDF the choice of
//! probes agrees with R's makecdfenv 1.74 (tests `golden`).

mod agreement;
mod background;
mod cdf;
mod cdf_binary;
mod cdf_text;
mod clf;
mod design;
mod library;
mod library_table;
mod mps;
mod pgf;
mod qcc;
mod release;
mod write;

pub use cdf::{parse_cdf, read_cdf};
pub use library::{PgfLibrary, read_noted_pgf_library, read_pgf_library};
pub use release::{Release, read_release};
pub use write::{
    Library, LibraryCluster, LibraryProbe, LibraryProbeSet, write_bgp, write_clf, write_mps,
    write_pgf, write_qcc,
};
