//! `[differential.sam]`: how SAM is done.

use crate::ranks::sam::{FudgeFactor, SamSettings};
use arrayon_settings::{Count, Fault, Rate, Share, Size};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// SAM, where methods name it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SamSection {
    /// Most labellings of the samples (200).
    #[serde(alias = "permutations")]
    #[schemars(extend("x-former" = "permutations"))]
    pub n_permutations: Option<Count<2, MOST_PERMUTATIONS>>,
    /// Seed of random labellings (1).
    pub seed: Option<u64>,
    /// Fudge factor, log2; estimated where neither it nor its percentile is given.
    pub s0: Option<Size>,
    /// Share of the standard errors that are smaller than the fudge factor.
    pub s0_percentile: Option<Share>,
    /// Count features whose d is further than this from the expected, not by q-value.
    pub delta: Option<Size>,
    /// False discovery rate (q-value) at which features count as changed; that of the study where
    /// nothing is said.
    pub fdr: Option<Rate>,
    /// Column whose values name pairs of samples, in place of the contrast's blocking columns.
    #[schemars(extend("x-name" = "COLUMN"))]
    pub pairs: Option<String>,
}

/// All labellings are kept, with one number per feature.
const MOST_PERMUTATIONS: u32 = 10_000;

impl SamSection {
    /// The settings as the analysis takes them; `fdr` is that of the study.
    ///
    /// # Errors
    /// Keys that do not go together.
    pub fn settings(&self, fdr: Rate) -> Result<SamSettings, Fault> {
        let plain = SamSettings::default();
        if let (Some(delta), Some(fdr)) = (self.delta, self.fdr) {
            let found = format!("delta = {delta} together with fdr = {fdr}");
            let hint = "features are counted at a distance from the expected or at a q-value: leave \
                        one of the two out";
            return Err(Fault::new("delta", found, "one of the two")
                .with("fdr")
                .hint(hint));
        }
        Ok(SamSettings {
            fudge: self.fudge()?,
            most_permutations: self
                .n_permutations
                .map_or(plain.most_permutations, Count::size),
            seed: self.seed.unwrap_or(plain.seed),
            fdr: self.fdr.unwrap_or(fdr).get(),
            delta: self.delta.map(Size::get),
        })
    }

    fn fudge(&self) -> Result<FudgeFactor, Fault> {
        match (self.s0, self.s0_percentile) {
            (None, None) => Ok(FudgeFactor::Estimated),
            (Some(s0), None) => Ok(FudgeFactor::Fixed(s0.get())),
            (None, Some(share)) => Ok(FudgeFactor::Percentile(share.get())),
            (Some(_), Some(_)) => {
                let found = "both s0 and s0_percentile";
                Err(Fault::new("s0_percentile", found, "one of the two").with("s0"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_that_of_the_library() {
        let found = SamSection::default().settings(Rate::default());
        assert_eq!(found, Ok(SamSettings::default()));
    }

    #[test]
    fn keys_that_cannot_be_are_named() {
        let none = SamSection::default();
        let refused = |section: SamSection| section.settings(Rate::default()).unwrap_err().key;
        let both = SamSection {
            s0: Some(0.1.try_into().unwrap()),
            s0_percentile: Some(0.5.try_into().unwrap()),
            ..none.clone()
        };
        assert_eq!(refused(both), "s0_percentile");
        let both = SamSection {
            delta: Some(0.1.try_into().unwrap()),
            fdr: Some(0.5.try_into().unwrap()),
            ..none.clone()
        };
        assert_eq!(refused(both), "delta");
        let given = SamSection {
            s0_percentile: Some(0.5.try_into().unwrap()),
            fdr: Some(0.2.try_into().unwrap()),
            ..none
        };
        let found = given.settings(Rate::default()).unwrap();
        assert_eq!(
            (found.fudge, found.fdr),
            (FudgeFactor::Percentile(0.5), 0.2)
        );
    }
}
