//! Readers and writers of array, chip, sample-sheet, matrix, gene-set and ontology files.
//!
//! | module | what it reads and writes |
//! |---|---|
//! | [`cel`] | scanned arrays: Command Console, binary v4, text v3, gzipped or not |
//! | [`chip`] | what is printed on an array: CDF (text, binary), PGF, CLF, MPS, QCC, BGP |
//! | [`sample_sheet`], [`contrasts`] | sample sheet and contrasts: CSV, TSV, YAML |
//! | [`matrix`] | expression matrices: TSV, GCT |
//! | [`annotation`] | genes of features: transcript annotation CSV, id-to-gene tables |
//! | [`trees`] | trees of a clustering: Newick, Java TreeView |
//! | [`contrast_table`] | tables of contrasts, ours and those of other programs |
//! | [`name_list`], [`truth_table`] | names, one a line; what is known to be true of a study |
//! | [`gmt`], [`gmx`] | gene sets |
//! | [`theme_panel`] | panels of themes: YAML |
//! | [`orthologs`] | which gene of one species is which of another |
//! | [`obo`], [`gaf`] | Gene Ontology and its annotations |
//! | [`names`], [`alike`] | what names of samples and features must hold to; which may be one |
//! | [`sniff`], [`wanted`] | which kind of file a file is; what a reader says of another kind |
//! | [`archive`] | tar, gzipped tar and zip archives, member by member |
//! | [`source`] | whole files, unpacked where they are gzipped |
//!
//! Every error is an [`arrayon_core::InputError`]: it names the file, the byte or line, what was
//! found, what was expected and how to mend it. No input makes a reader panic, and none makes it
//! allocate more than the file's own length allows.
//!
//! # Example
//!
//! ```
//! use arrayon_formats::cel::{self, CelFile, CelHeader};
//!
//! let array = CelFile {
//!     header: CelHeader {
//!         chip_type: "Clariom_S_Rat".into(),
//!         n_rows: 1,
//!         n_columns: 2,
//!         ..CelHeader::default()
//!     },
//!     intensities: vec![120.0, 64.5],
//!     std_devs: None,
//!     pixel_counts: None,
//!     outliers: vec![1],
//!     masked: vec![],
//!     damaged: vec![],
//! };
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("a.CEL");
//! cel::write_command_console(&array, &mut std::fs::File::create(&path)?)?;
//! let again = cel::read(&path)?;
//! assert_eq!((again.header.n_rows, again.header.n_columns), (1, 2));
//! assert_eq!(again.intensities, [120.0, 64.5]);
//! assert_eq!(again.outliers, [1]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Sources
//!
//! The vendor's public descriptions of its file formats, and real files of each kind. Intensities
//! agree bit for bit with R's affyio 1.68 (text v3: to the nearest f32, affyio keeps f64); probes
//! of a CDF agree with R's makecdfenv 1.74. Files that the CEL writers make were read by affyio
//! once, by hand, with the same cells and flags; affyio itself mixes up masks and outliers of
//! Command Console files that have masks.
//!
//! # What is not tested
//!
//! Binary CDF of versions 2 and 3 and the vendor's own text CDF and QCC files (none is at hand;
//! such files are made for the tests). Tables that state no number of rows (MPS, QCC, BGP, and a
//! PGF without `#%probesets` that no MPS with `probe_count` goes with) cannot show that whole rows
//! are missing at their end: gzip them.

pub mod alike;
pub mod annotation;
pub mod archive;
mod bytes;
pub mod cel;
pub mod chip;
pub mod chp;
mod column_names;
mod command_console;
pub mod contrast_table;
pub mod contrasts;
mod decode;
mod delimiter;
mod encoding;
mod faults;
pub mod frozen;
pub mod gaf;
pub mod gmt;
pub mod gmx;
mod hashed_header;
mod lines;
pub mod matrix;
pub mod name_list;
pub mod names;
pub mod obo;
pub mod orthologs;
pub mod sample_sheet;
mod sheet_columns;
mod signals;
pub mod sniff;
pub mod source;
mod suggest;
mod table;
pub mod tac_table;
pub mod theme_panel;
pub mod trees;
pub mod truth_table;
pub mod wanted;
mod writing;
mod yaml;
