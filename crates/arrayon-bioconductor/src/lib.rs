//! Chip libraries and genes of features out of Bioconductor's annotation packages.
//!
//! A package is taken as it is downloaded (`pd.clariom.s.rat_3.14.1.tar.gz`), as R installs it (a
//! folder), or as the SQLite database within it. R is not needed, and nothing is unpacked to disk:
//! the database is read into memory, within the limits of [`arrayon_formats::source`], and opened
//! there, read-only.
//!
//! | module | what it does |
//! |---|---|
//! | [`package`] | finds the database of a package, and what its files say beside it |
//! | `database` | opens it, and reads the columns of a table |
//! | [`platform_design`] | packages `pd.*` of pdInfoBuilder: a [`ChipDesign`](arrayon_core::ChipDesign) |
//! | [`genes`] | packages `*.db` and `org.*.eg.db` of AnnotationDbi |
//! | [`annotation`] | the genes of features, out of the two |
//!
//! # Sources
//! The tables are those that pdInfoBuilder 1.71 and AnnotationDbi 1.60 write; which probes belong to
//! which set is what oligo 1.62 asks them. Expression from such a package equals `oligo::rma` to
//! what its numbers are printed with (tests `platform_design` of the program).
//!
//! # What is not read
//! The probes' sequences, which packages keep as R objects: numbers of G and C are not known.
//! Packages of NimbleGen, SNP and tiling arrays. `*cdf` packages, which are R objects: the CDF they
//! were made from says the same.

pub mod annotation;
mod database;
pub mod genes;
pub mod package;
pub mod platform_design;

pub use package::{Package, is_package};
