//! The chip's library, from a CDF or from PGF, CLF and further files.

use crate::annotation_file::is_package;
use crate::cel_files::{CelLocation, first_header};
use crate::config::ChipSection;
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_bioconductor::{Package, platform_design};
use arrayon_core::{ChipDesign, InputError, ProbeSet};
use arrayon_formats::cel::CelHeader;
use arrayon_formats::chip::{self, PgfLibrary};
use arrayon_formats::names;
use std::path::{Path, PathBuf};

/// A chip library that was read.
#[derive(Debug, Clone)]
pub struct Library {
    /// The chip.
    pub design: ChipDesign,
    /// The file that messages name.
    pub path: PathBuf,
    /// Whether CEL files must name one of the library's chip types. A CDF may carry another
    /// laboratory's probe mapping under its own name, so there only the geometry must fit.
    names_bind: bool,
    /// Whether it is a package of Bioconductor.
    is_package: bool,
    /// Whether the library states how many rows the chip has; the database of a package does not.
    states_rows: bool,
    /// What a reader should know of the files: releases that differ.
    warnings: Vec<String>,
}

impl Library {
    /// Reads the library that the section names.
    ///
    /// # Errors
    /// What the readers say of bad files; a section that names neither a CDF nor PGF and CLF.
    pub fn read(section: &ChipSection, inputs: &Inputs) -> Result<Self, Error> {
        if let Some(cdf) = &section.cdf {
            let design = chip::read_cdf(inputs.file("cdf", cdf))?;
            check_names(&design, cdf)?;
            return Ok(Self {
                design,
                path: cdf.to_path_buf(),
                names_bind: false,
                is_package: false,
                states_rows: true,
                warnings: Vec::new(),
            });
        }
        if let Some(path) = &section.package {
            let package = Package::read(path, inputs, "package")?;
            let level = section.target.map(|target| target.level());
            let found = platform_design::read(&package, level)?;
            check_names(&found.design, path)?;
            return Ok(Self {
                names_bind: found.names_chip && !found.is_remapped,
                is_package: true,
                states_rows: found.states_rows,
                design: found.design,
                path: path.to_path_buf(),
                warnings: Vec::new(),
            });
        }
        let (Some(pgf), Some(clf)) = (&section.pgf, &section.clf) else {
            return Err(Error::data(
                "chip",
                "no library",
                "name a CDF, a PGF and a CLF, or a package",
            ));
        };
        let files = PgfLibrary {
            pgf: pgf.to_path_buf(),
            clf: clf.to_path_buf(),
            mps: section.mps.as_deref().map(Path::to_path_buf),
            qcc: section.qcc.as_deref().map(Path::to_path_buf),
            bgp: section.bgp.as_deref().map(Path::to_path_buf),
        };
        let design = chip::read_noted_pgf_library(&files, inputs)?;
        check_names(&design, pgf)?;
        let optional = [
            &section.mps,
            &section.qcc,
            &section.bgp,
            &section.annotation,
        ];
        let others = optional.into_iter().filter_map(Option::as_deref);
        // packages state no release of the vendor's
        let others = others.filter(|path| !is_package(path).unwrap_or(false));
        let others = std::iter::once(&**clf).chain(others);
        Ok(Self {
            warnings: releases_that_differ(pgf, others)?,
            design,
            path: pgf.to_path_buf(),
            names_bind: true,
            is_package: false,
            states_rows: true,
        })
    }

    /// Takes the number of rows from the first array where the library does not state it; the
    /// checks of arrays hold the others to it.
    ///
    /// # Errors
    /// A first array that is no CEL file or of another chip.
    pub(crate) fn take_rows_of(&mut self, files: &[CelLocation]) -> Result<(), Error> {
        if self.states_rows {
            return Ok(());
        }
        if let Some((path, header)) = first_header(files)? {
            self.check_array(&path, &header)?;
            self.design.n_rows = header.n_rows;
            self.states_rows = true;
        }
        Ok(())
    }

    /// What a reader should know of the files and of the chip types that arrays name.
    pub fn warnings_of(&self, chip_types: &[&str]) -> Vec<String> {
        let of_arrays = chip_types.iter();
        let of_arrays = of_arrays.filter_map(|chip| self.chip_type_warning(chip));
        self.warnings.iter().cloned().chain(of_arrays).collect()
    }

    /// What a reader should know where arrays name another chip than a CDF does, be it in its text
    /// or, where that names none, by the name of its file. Remapped CDFs are named after the chip
    /// with more behind it (`HGU95Av2_Hs_ENTREZG`): then one name contains the other.
    fn chip_type_warning(&self, chip_type: &str) -> Option<String> {
        if chip_type.is_empty() {
            return self.names_bind.then(|| {
                format!(
                    "there are CEL files that name no chip type: they are taken for '{}', whose rows \
                     and columns they have",
                    self.design.chip_types.join("' or '")
                )
            });
        }
        if self.names_bind {
            return None;
        }
        let file = self.path.file_name().unwrap_or_default().to_string_lossy();
        let stem = file.split('.').next().unwrap_or_default().to_owned();
        let mut names = self.design.chip_types.clone();
        names.push(stem);
        let chip = letters_and_digits(chip_type);
        let is_named = names
            .iter()
            .map(|name| letters_and_digits(name))
            .any(|name| !name.is_empty() && (name.contains(&chip) || chip.contains(&name)));
        (!is_named).then(|| {
            format!(
                "the CEL files name chip type '{chip_type}', {file} is of '{}': their grids are \
                 alike, but if the CDF is of another chip, all expression values are wrong",
                names[0]
            )
        })
    }

    /// Checks that an array is of this chip.
    ///
    /// # Errors
    /// Another geometry, or another chip type where the library's names bind.
    pub fn check_array(&self, path: &Path, header: &CelHeader) -> Result<(), InputError> {
        let hint = "give the library files of the chip that was scanned";
        let (rows, columns) = (self.design.n_rows, self.design.n_columns);
        let fits = match self.states_rows {
            true => header.n_rows == rows,
            false => header.n_rows >= rows,
        };
        if !fits || header.n_columns != columns {
            return Err(InputError::new(
                path,
                format!(
                    "{} x {} cells (chip type '{}')",
                    header.n_rows, header.n_columns, header.chip_type
                ),
            )
            .expected(format!("{rows} x {columns} as in {}", self.path.display()))
            .hint(hint));
        }
        let types = &self.design.chip_types;
        // a text CEL may have lost the line that names its chip; its geometry fits
        let is_same = |name: &String| match self.is_package {
            // a package writes the marks of its chip's name as points
            true => letters_and_digits(name) == letters_and_digits(&header.chip_type),
            false => *name == header.chip_type,
        };
        let is_other = !header.chip_type.is_empty() && !types.iter().any(is_same);
        if self.names_bind && !types.is_empty() && is_other {
            return Err(
                InputError::new(path, format!("chip type '{}'", header.chip_type))
                    .expected(format!(
                        "'{}' as in {}",
                        types.join("' or '"),
                        self.path.display()
                    ))
                    .hint(hint),
            );
        }
        Ok(())
    }
}

/// Files whose library, release, chip or genome is another than that of the first: ids of one
/// release may mean other probes in the next.
fn releases_that_differ<'a>(
    first: &Path,
    others: impl Iterator<Item = &'a Path>,
) -> Result<Vec<String>, InputError> {
    let own = chip::read_release(first)?;
    let name = |path: &Path| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let mut warnings = Vec::new();
    for path in others {
        let other = chip::read_release(path)?;
        let is_other_chip = !own.chip_types.is_empty()
            && !other.chip_types.is_empty()
            && !other
                .chip_types
                .iter()
                .any(|chip| own.chip_types.contains(chip));
        let (own_chips, chips) = (own.chip_types.join(", "), other.chip_types.join(", "));
        for (what, ours, theirs) in [
            ("release", &own.version, &other.version),
            ("library", &own.library, &other.library),
            ("genome", &own.genome, &other.genome),
        ]
        .into_iter()
        .chain(is_other_chip.then_some(("chip", &own_chips, &chips)))
        {
            if !ours.is_empty() && !theirs.is_empty() && !ours.eq_ignore_ascii_case(theirs) {
                warnings.push(format!(
                    "{} is of {what} '{theirs}', {} of '{ours}': take all library files and the \
                     annotation from one release",
                    name(path),
                    name(first)
                ));
            }
        }
    }
    Ok(warnings)
}

/// Checks that tables can hold the names of all features.
fn check_names(design: &ChipDesign, path: &Path) -> Result<(), InputError> {
    let sets = design.probe_sets.iter().map(ProbeSet::label);
    let clusters = (design.transcript_clusters.iter()).map(|cluster| cluster.id.as_str());
    let mut faults = sets
        .chain(clusters)
        .filter_map(|name| Some((name, names::fault(name)?)));
    let Some((name, fault)) = faults.next() else {
        return Ok(());
    };
    let found = format!("the name of probe set '{}' {fault}", name.escape_debug());
    Err(InputError::new(path, found)
        .hint("the file may be damaged; take the library files from the chip's maker"))
}

fn letters_and_digits(name: &str) -> String {
    let kept = name.chars().filter(|letter| letter.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warning(file: &str, types: &[&str], chip_type: &str) -> Option<String> {
        let library = Library {
            design: ChipDesign {
                chip_types: types.iter().map(ToString::to_string).collect(),
                n_rows: 1,
                n_columns: 1,
                perfect_match: Vec::new(),
                probe_sets: Vec::new(),
                transcript_clusters: Vec::new(),
                background_cells: Vec::new(),
                quality_groups: Vec::new(),
            },
            path: PathBuf::from(file),
            names_bind: false,
            is_package: false,
            states_rows: true,
            warnings: Vec::new(),
        };
        library.chip_type_warning(chip_type)
    }

    #[test]
    fn a_cdf_of_another_name_is_told_and_a_remapped_one_is_not() {
        assert_eq!(
            warning("lib/x.cdf", &["HGU95Av2_Hs_ENTREZG"], "HG_U95Av2"),
            None
        );
        assert_eq!(warning("lib/HG-U95Av2.cdf.gz", &[], "HG_U95Av2"), None);
        assert_eq!(warning("lib/made.cdf", &[], ""), None);
        let told = warning("lib/made.cdf", &["Made"], "Other").unwrap();
        for says in ["'Other'", "made.cdf", "'Made'"] {
            assert!(told.contains(says), "{told}");
        }
        assert!(
            warning("lib/made.cdf", &[], "Other")
                .unwrap()
                .contains("'made'")
        );
    }
}
