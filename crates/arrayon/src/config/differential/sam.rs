//! `[differential.sam]`: how SAM is done.

use super::SectionFault;
use super::filter::fault;
use arrayon_diffexpr::{FudgeFactor, SamSettings};
use serde::{Deserialize, Serialize};

/// `[differential.sam]`: how SAM is done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SamSection {
    /// Most labellings of the samples (200).
    pub permutations: Option<usize>,
    /// Seed of random labellings (1).
    pub seed: Option<u64>,
    /// The fudge factor, log2; estimated where neither it nor its percentile is given.
    pub s0: Option<f64>,
    /// The share of standard errors that are smaller than the fudge factor, 0 to 1.
    pub s0_percentile: Option<f64>,
    /// Counts features whose d is further than this from the expected, instead of those of a
    /// q-value.
    pub delta: Option<f64>,
    /// False discovery rate (q-value) at which features count as changed; that of the study where
    /// not given.
    pub fdr: Option<f64>,
    /// Column whose values name pairs of samples, in place of the contrast's blocking columns.
    pub pairs: Option<String>,
}

/// All of them are kept, with one number a feature each.
const MOST_PERMUTATIONS: usize = 10_000;

impl SamSection {
    /// The settings as the library takes them; `fdr` is that of the study.
    ///
    /// # Errors
    /// Numbers out of range, and keys that do not go together.
    pub(crate) fn settings(&self, fdr: f64) -> Result<SamSettings, SectionFault> {
        let plain = SamSettings::default();
        if let Some(n) = (self.permutations).filter(|n| !(2..=MOST_PERMUTATIONS).contains(n)) {
            let expected = format!("2 to {MOST_PERMUTATIONS}");
            return Err(fault("sam.permutations", n.to_string(), &expected));
        }
        if let Some(delta) = self.delta.filter(|delta| !is_size(*delta)) {
            return Err(fault(
                "sam.delta",
                delta.to_string(),
                "a number of 0 or more",
            ));
        }
        if let Some(fdr) = self.fdr.filter(|fdr| !(*fdr > 0.0 && *fdr < 1.0)) {
            return Err(fault(
                "sam.fdr",
                fdr.to_string(),
                "a number between 0 and 1",
            ));
        }
        if let (Some(delta), Some(fdr)) = (self.delta, self.fdr) {
            let found = format!("delta = {delta} together with fdr = {fdr}");
            return Err(SectionFault {
                hint: "features are counted at a distance from the expected or at a q-value: leave \
                       one of the two out",
                ..fault("sam.delta", found, "one of the two")
            });
        }
        Ok(SamSettings {
            fudge: self.fudge()?,
            most_permutations: self.permutations.unwrap_or(plain.most_permutations),
            seed: self.seed.unwrap_or(plain.seed),
            fdr: self.fdr.unwrap_or(fdr),
            delta: self.delta,
        })
    }

    fn fudge(&self) -> Result<FudgeFactor, SectionFault> {
        match (self.s0, self.s0_percentile) {
            (None, None) => Ok(FudgeFactor::Estimated),
            (Some(s0), None) if is_size(s0) => Ok(FudgeFactor::Fixed(s0)),
            (Some(s0), None) => Err(fault("sam.s0", s0.to_string(), "a number of 0 or more")),
            (None, Some(share)) if (0.0..=1.0).contains(&share) => {
                Ok(FudgeFactor::Percentile(share))
            }
            (None, Some(share)) => {
                let expected = "a share from 0 to 1";
                Err(fault("sam.s0_percentile", share.to_string(), expected))
            }
            (Some(_), Some(_)) => {
                let found = "both s0 and s0_percentile".to_owned();
                Err(fault("sam.s0_percentile", found, "one of the two"))
            }
        }
    }
}

fn is_size(value: f64) -> bool {
    value >= 0.0 && value.is_finite()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_that_of_the_library() {
        let found = SamSection::default().settings(0.05).unwrap();
        assert_eq!(found, SamSettings::default());
    }

    #[test]
    fn keys_that_cannot_be_are_named() {
        let none = SamSection::default();
        let refused = |section: SamSection| section.settings(0.05).unwrap_err().key;
        let both = SamSection {
            s0: Some(0.1),
            s0_percentile: Some(0.5),
            ..none.clone()
        };
        assert_eq!(refused(both), "sam.s0_percentile");
        let both = SamSection {
            delta: Some(0.1),
            fdr: Some(0.5),
            ..none.clone()
        };
        assert_eq!(refused(both), "sam.delta");
        let out_of_range = [
            (
                "sam.s0",
                SamSection {
                    s0: Some(-1.0),
                    ..none.clone()
                },
            ),
            (
                "sam.s0_percentile",
                SamSection {
                    s0_percentile: Some(5.0),
                    ..none.clone()
                },
            ),
            (
                "sam.permutations",
                SamSection {
                    permutations: Some(1),
                    ..none.clone()
                },
            ),
            (
                "sam.delta",
                SamSection {
                    delta: Some(f64::NAN),
                    ..none.clone()
                },
            ),
            (
                "sam.fdr",
                SamSection {
                    fdr: Some(1.0),
                    ..none.clone()
                },
            ),
        ];
        for (key, section) in out_of_range {
            assert_eq!(refused(section), key);
        }
        let given = SamSection {
            s0_percentile: Some(0.5),
            fdr: Some(0.2),
            ..none
        };
        let found = given.settings(0.05).unwrap();
        assert_eq!(
            (found.fudge, found.fdr),
            (FudgeFactor::Percentile(0.5), 0.2)
        );
    }
}
