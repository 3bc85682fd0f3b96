//! What was planted, to be held against what an analysis finds.

use arrayon_core::Direction;
use arrayon_results::Separation;
use std::io::{self, Write};

/// A feature that truly differs.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedFeature {
    /// Transcript cluster id.
    pub feature_id: String,
    /// Symbol of its gene; empty where the annotation names none.
    pub symbol: String,
    /// True log2 fold change of the target against the reference; not 0.
    pub log_fc: f64,
}

impl PlantedFeature {
    /// The direction of its change.
    pub fn direction(&self) -> Direction {
        Direction::of(self.log_fc)
    }
}

/// What is true of one contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct ContrastTruth {
    /// Id of the contrast.
    pub contrast: String,
    /// All features that truly differ, in the chip's order.
    pub features: Vec<PlantedFeature>,
    /// Themes that were planted and should be found, with their direction. Themes that are not
    /// named here were not planted.
    pub themes: Vec<(String, Direction)>,
    /// Whether target and reference, clustered without other samples, should be two clusters.
    pub separated: bool,
}

impl ContrastTruth {
    /// The verdict that clustering should come to.
    pub fn separation(&self) -> Separation {
        match self.separated {
            true => Separation::Separated,
            false => Separation::NotSeparated,
        }
    }
}

/// What was planted in a simulated study.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyTruth {
    /// The seed.
    pub seed: u64,
    /// One entry per contrast of the recipe, in its order.
    pub contrasts: Vec<ContrastTruth>,
}

impl StudyTruth {
    /// The truth of a contrast.
    pub fn contrast(&self, id: &str) -> Option<&ContrastTruth> {
        self.contrasts.iter().find(|truth| truth.contrast == id)
    }

    /// Writes `truth.tsv`: columns `contrast`, `about` (`feature`, `theme` or `clusters`), `name`
    /// and `expected` (`up`, `down`; `separated`, `not separated`), below a comment that says
    /// that all is simulated.
    ///
    /// # Errors
    /// Writing fails.
    pub fn write_tsv(&self, to: &mut impl Write) -> io::Result<()> {
        writeln!(
            to,
            "# simulated by arrayon, seed {}: what was planted; no animal was measured",
            self.seed
        )?;
        writeln!(to, "contrast\tabout\tname\texpected")?;
        for truth in &self.contrasts {
            let id = &truth.contrast;
            for feature in &truth.features {
                writeln!(
                    to,
                    "{id}\tfeature\t{}\t{}",
                    feature.feature_id,
                    feature.direction()
                )?;
            }
            for (theme, direction) in &truth.themes {
                writeln!(to, "{id}\ttheme\t{theme}\t{direction}")?;
            }
            writeln!(to, "{id}\tclusters\t\t{}", truth.separation())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_by_hand() {
        let feature = |id: &str, log_fc| PlantedFeature {
            feature_id: id.into(),
            symbol: String::new(),
            log_fc,
        };
        let truth = StudyTruth {
            seed: 7,
            contrasts: vec![ContrastTruth {
                contrast: "a_vs_b".into(),
                features: vec![feature("TC1", 0.5), feature("TC2", -1.0)],
                themes: vec![("bone".into(), Direction::Up)],
                separated: false,
            }],
        };
        let mut bytes = Vec::new();
        truth.write_tsv(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let mut lines = text.lines();
        assert!(lines.next().unwrap().starts_with("# simulated"));
        let rest: Vec<&str> = lines.collect();
        assert_eq!(
            rest,
            [
                "contrast\tabout\tname\texpected",
                "a_vs_b\tfeature\tTC1\tup",
                "a_vs_b\tfeature\tTC2\tdown",
                "a_vs_b\ttheme\tbone\tup",
                "a_vs_b\tclusters\t\tnot separated",
            ]
        );
    }
}
