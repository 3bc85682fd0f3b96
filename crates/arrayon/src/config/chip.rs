//! `[chip]`: the chip's library files.

use arrayon_bioconductor::platform_design::Level;
use arrayon_settings::{Fault, InputFile, InputFolder, Section, named_by_serde};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which sets of probes of a platform-design package are features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Sets of well-known transcripts.
    Core,
    /// Those and less well-known ones.
    Extended,
    /// All that were ever predicted.
    Full,
    /// Probe sets as they are printed: exons on gene and exon arrays.
    Probeset,
}

named_by_serde!(Target);

impl Target {
    /// The same, as the reader of packages calls it.
    pub(crate) fn level(self) -> Level {
        match self {
            Self::Core => Level::Core,
            Self::Extended => Level::Extended,
            Self::Full => Level::Full,
            Self::Probeset => Level::Probeset,
        }
    }
}

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
    /// Platform-design package of Bioconductor instead of the vendor's files, such as
    /// pd.clariom.s.rat: its .tar.gz, its folder in a library of R, or its SQLite database.
    #[schemars(extend("x-name" = "PATH"))]
    pub package: Option<InputFolder>,
    /// Which sets of probes of the package are features; by default the core where it has one, else
    /// its probe sets.
    pub target: Option<Target>,
    /// Genes of the features: transcript annotation, a table of id and gene, or a package of
    /// Bioconductor (the chip's, with that of its species next to it; or that of the species).
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
    pub fn names_library(&self) -> bool {
        self.package.is_some() || self.files().any(|(_, file)| file.is_some())
    }

    /// The vendor's files, by their keys.
    fn files(&self) -> impl Iterator<Item = (&'static str, &Option<InputFile>)> {
        let files = [
            ("cdf", &self.cdf),
            ("pgf", &self.pgf),
            ("clf", &self.clf),
            ("mps", &self.mps),
            ("qcc", &self.qcc),
            ("bgp", &self.bgp),
        ];
        files.into_iter()
    }

    /// Checks that the section names one whole library.
    ///
    /// # Errors
    /// None of a CDF, a PGF and a CLF, and a package, or several; a target without a package.
    pub fn check_library(&self) -> Result<(), Fault> {
        self.one_library().map_err(|fault| fault.under(Self::NAME))
    }

    fn one_library(&self) -> Result<(), Fault> {
        if self.package.is_some() {
            let mut files = self.files();
            return match files.find(|(_, file)| file.is_some()) {
                None => Ok(()),
                Some((key, _)) => {
                    let found = format!("both a package and '{key}' are given");
                    Err(Fault::new("package", found, "one library").with(key))
                }
            };
        }
        if let Some(target) = self.target {
            let expected = "a level of a package; an MPS says which sets of a PGF are features";
            let found = format!("'{target}', without 'package'");
            return Err(Fault::new("target", found, expected));
        }
        match (&self.cdf, &self.pgf, &self.clf) {
            (Some(_), None, None) | (None, Some(_), Some(_)) => Ok(()),
            (Some(_), _, _) => {
                let found = "both a CDF and a PGF library are given";
                Err(Fault::new("cdf", found, "one of them").with("pgf"))
            }
            (None, None, None) => Err(Fault::new(
                "",
                "no chip library",
                "'cdf', 'pgf' and 'clf', or 'package'",
            )
            .hint(
                "the chip's maker offers library files for download, Bioconductor packages \
                         named pd and the chip",
            )),
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
