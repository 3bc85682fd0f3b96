//! `[chip]`: the chip's library files.

use arrayon_settings::{Fault, InputFile, Section};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The chip's library files.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChipSection {
    /// Chip description file, text or binary.
    pub cdf: Option<InputFile>,
    /// Probe groups, together with the cell layout (clf).
    pub pgf: Option<InputFile>,
    /// Cell layout.
    pub clf: Option<InputFile>,
    /// Meta probe sets: the transcript clusters; without it every probe set is a feature.
    pub mps: Option<InputFile>,
    /// Quality-control groups.
    pub qcc: Option<InputFile>,
    /// Background probes.
    pub bgp: Option<InputFile>,
    /// Genes of the features: transcript annotation, or a table of id and gene.
    pub annotation: Option<InputFile>,
    /// Features whose id begins with this count as controls, for libraries that declare no types.
    #[schemars(extend("x-name" = "PREFIX"))]
    pub control_prefix: Option<String>,
}

impl Section for ChipSection {
    const NAME: &'static str = "chip";

    fn check(&self) -> Result<(), Fault> {
        Ok(())
    }
}

impl ChipSection {
    /// Whether the section names any file of a library.
    pub(crate) fn names_library(&self) -> bool {
        let files = [
            &self.cdf, &self.pgf, &self.clf, &self.mps, &self.qcc, &self.bgp,
        ];
        files.into_iter().any(Option::is_some)
    }

    /// Checks that the section names one whole library.
    ///
    /// # Errors
    /// Neither a CDF nor a PGF and a CLF, or both.
    pub fn check_library(&self) -> Result<(), Fault> {
        match (&self.cdf, &self.pgf, &self.clf) {
            (Some(_), None, None) | (None, Some(_), Some(_)) => Ok(()),
            (Some(_), _, _) => {
                let found = "both a CDF and a PGF library are given";
                Err(Fault::new("cdf", found, "one of them").with("pgf"))
            }
            (None, None, None) => {
                Err(
                    Fault::new("", "no chip library", "'cdf', or 'pgf' and 'clf'")
                        .hint("the chip's maker offers library files for download"),
                )
            }
            (None, pgf, _) => {
                let (key, other) = match pgf {
                    Some(_) => ("clf", "pgf"),
                    None => ("pgf", "clf"),
                };
                let found = format!("no '{key}' to go with '{other}'");
                Err(Fault::new(key, found, "'cdf', or 'pgf' and 'clf'").with(other))
            }
        }
    }
}
