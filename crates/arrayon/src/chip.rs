//! The chip's library, from a CDF or from PGF, CLF and their kin.

use crate::config::ChipSection;
use crate::error::Error;
use crate::inputs::Inputs;
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
}

impl Library {
    /// Reads the library that the section names.
    ///
    /// # Errors
    /// What the readers say of bad files; a section that names neither a CDF nor PGF and CLF.
    pub fn read(section: &ChipSection, inputs: &mut Inputs) -> Result<Self, Error> {
        if let Some(cdf) = &section.cdf {
            inputs.add("cdf", cdf);
            let design = chip::read_cdf(cdf)?;
            check_names(&design, cdf)?;
            return Ok(Self {
                design,
                path: cdf.clone(),
                names_bind: false,
            });
        }
        let (Some(pgf), Some(clf)) = (&section.pgf, &section.clf) else {
            return Err(Error::data(
                "chip",
                "no library",
                "name a CDF, or a PGF and a CLF",
            ));
        };
        let optional = [
            ("mps", &section.mps),
            ("qcc", &section.qcc),
            ("bgp", &section.bgp),
        ];
        let files = [("pgf", Some(pgf)), ("clf", Some(clf))]
            .into_iter()
            .chain(optional.map(|(role, file)| (role, file.as_ref())));
        for (role, file) in files {
            if let Some(file) = file {
                inputs.add(role, file);
            }
        }
        let design = chip::read_pgf_library(&PgfLibrary {
            pgf: pgf.clone(),
            clf: clf.clone(),
            mps: section.mps.clone(),
            qcc: section.qcc.clone(),
            bgp: section.bgp.clone(),
        })?;
        check_names(&design, pgf)?;
        Ok(Self {
            design,
            path: pgf.clone(),
            names_bind: true,
        })
    }

    /// Checks that an array is of this chip.
    ///
    /// # Errors
    /// Another geometry, or another chip type where the library's names bind.
    pub fn check_array(&self, path: &Path, header: &CelHeader) -> Result<(), InputError> {
        let hint = "give the library files of the chip that was scanned";
        let (rows, columns) = (self.design.n_rows, self.design.n_columns);
        if (header.n_rows, header.n_columns) != (rows, columns) {
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
        if self.names_bind && !types.is_empty() && !types.contains(&header.chip_type) {
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
