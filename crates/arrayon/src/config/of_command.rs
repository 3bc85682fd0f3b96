//! What stages take of a draft besides whole sections, whoever calls them.

use super::draft::Draft;
use super::keys::{KEYS, Kind};
use super::{ChipSection, DifferentialSection, GeneSetsSection, Section};
use crate::error::Error;
use arrayon_settings::Rate;
use std::path::{Path, PathBuf};

/// Themes may be named by their species.
const THEMES: &str = "genesets.themes";

/// What makes blocks of samples, as it was named; what was not is that of the tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedBlocks {
    /// The column of a random effect, such as the animal.
    pub block: Option<String>,
    /// Columns of numbers that are groups.
    pub factors: Vec<String>,
}

impl TypedBlocks {
    /// The same as settings of a model.
    pub(crate) fn section(&self) -> DifferentialSection {
        DifferentialSection {
            block: self.block.clone(),
            factors: self.factors.clone(),
            ..DifferentialSection::default()
        }
    }
}

impl Draft {
    /// Sets which themes are judged; a species stands for the default panel of it.
    pub fn set_themes(&mut self, theme: &str, flag: &str) {
        let setting = KEYS.setting(THEMES).map(|setting| &setting.kind);
        let is_choice = matches!(setting, Some(Kind::Choice(names)) if names.iter().any(|name| name.eq_ignore_ascii_case(theme)));
        if is_choice {
            self.set(THEMES, theme.into(), flag);
        } else {
            self.set(THEMES, "builtin".into(), flag);
            self.set("genesets.species", theme.into(), flag);
        }
    }

    /// Sets a key to a value as a program gives it: one text is a list of one where the key holds
    /// several.
    pub(super) fn set_value(&mut self, key: &str, value: toml::Value, name: &str) {
        let kind = KEYS.setting(key).map(|setting| &setting.kind);
        match (kind, value) {
            (_, toml::Value::String(theme)) if key == THEMES => self.set_themes(&theme, name),
            (Some(Kind::List(_)), one @ toml::Value::String(_)) => {
                self.set(key, toml::Value::Array(vec![one]), name);
            }
            (_, value) => self.set(key, value, name),
        }
    }

    /// The annotation that was named.
    ///
    /// # Errors
    /// A path of no letters.
    pub fn annotation(&self) -> Result<Option<PathBuf>, Error> {
        let chip: ChipSection = self.section()?;
        Ok(chip.annotation.as_deref().map(Path::to_path_buf))
    }

    /// The false discovery rate that was named; without it a stage takes that of the tables.
    ///
    /// # Errors
    /// A value that is no rate.
    pub fn typed_fdr(&self) -> Result<Option<Rate>, Error> {
        let section: DifferentialSection = self.section()?;
        Ok(self.typed("differential.fdr").map(|_| section.fdr))
    }

    /// Blocks and factors that were named.
    ///
    /// # Errors
    /// A setting that cannot be.
    pub fn typed_blocks(&self) -> Result<TypedBlocks, Error> {
        let section: DifferentialSection = self.section()?;
        let is_typed = |key: &str| self.typed(key).is_some();
        Ok(TypedBlocks {
            block: section.block.filter(|_| is_typed("differential.block")),
            factors: match is_typed("differential.factors") {
                true => section.factors,
                false => Vec::new(),
            },
        })
    }

    /// The model, where a setting of it is named; else it is that of the tables' results.
    ///
    /// # Errors
    /// A setting that cannot be.
    pub fn typed_model(&self) -> Result<Option<DifferentialSection>, Error> {
        let settings = KEYS.of_section(DifferentialSection::NAME);
        // the rate is that of the table's lists, too
        let mut of_model = settings.filter(|one| one.key != "differential.fdr");
        let is_named = of_model.any(|one| self.typed(&one.key).is_some());
        let section: DifferentialSection = self.section()?;
        Ok(is_named.then_some(section))
    }

    /// Gene sets, of which some must be named.
    ///
    /// # Errors
    /// A setting that cannot be; no gene sets.
    pub fn gene_sets(&self) -> Result<GeneSetsSection, Error> {
        let section: GeneSetsSection = self.section()?;
        if section.names_a_source() {
            return Ok(section);
        }
        let names = [
            "gmt",
            "themes",
            "panels",
            "hallmark",
            "obo",
            "annotation_terms",
        ];
        let names = names.map(|name| self.name_of(&format!("genesets.{name}")));
        Err(Error::Flag {
            flag: names[0].clone(),
            message: "no gene sets are named".to_owned(),
            hint: format!("give one of {}; {}", names.join(", "), self.explanation()),
        })
    }
}
