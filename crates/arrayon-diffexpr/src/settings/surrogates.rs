//! `[differential.surrogates]`: surrogate variables in the models of contrasts.

use crate::SurrogateSettings;
use arrayon_settings::{Count, Fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Surrogate variables: what varies in many features at once and is not in the model, such as
/// batches that nobody wrote down. They enter the models of contrasts as covariates.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SurrogatesSection {
    /// Find as many surrogate variables as permutations of the residuals show (sva's be).
    pub estimate: bool,
    /// Find this many surrogate variables (limma's wsva).
    pub n_variables: Option<Count<1, { u16::MAX as u32 }>>,
    /// Permutations of the residuals (20).
    pub n_permutations: Option<Count<10, 10_000>>,
    /// Seed of the permutations (1).
    pub seed: Option<u64>,
}

impl SurrogatesSection {
    /// The settings as the analysis takes them; `None` where no surrogate variables are asked for.
    ///
    /// # Errors
    /// Keys that do not go together.
    pub fn settings(&self) -> Result<Option<SurrogateSettings>, Fault> {
        let plain = SurrogateSettings::default();
        if let (true, Some(number)) = (self.estimate, self.n_variables) {
            let found = format!(
                "both surrogates.estimate and surrogates.n_variables = {}",
                number.get()
            );
            return Err(Fault::new("n_variables", found, "one of the two").with("estimate"));
        }
        let of_permutations = [
            ("n_permutations", self.n_permutations.is_some()),
            ("seed", self.seed.is_some()),
        ];
        for (key, is_set) in of_permutations {
            if is_set && !self.estimate {
                let found = format!("surrogates.{key} without surrogates.estimate");
                let expected = "permutations only where they say how many there are";
                return Err(Fault::new(key, found, expected).with("estimate"));
            }
        }
        if !self.estimate && self.n_variables.is_none() {
            return Ok(None);
        }
        Ok(Some(SurrogateSettings {
            number: self.n_variables.map(Count::size),
            n_permutations: self
                .n_permutations
                .map_or(plain.n_permutations, Count::size),
            seed: self.seed.unwrap_or(plain.seed),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_permutations() {
        assert_eq!(SurrogatesSection::default().settings(), Ok(None));
        let number = SurrogatesSection {
            n_variables: Some(Count::nearest(2)),
            ..Default::default()
        };
        assert_eq!(number.settings().unwrap().unwrap().number, Some(2));
        let estimate = SurrogatesSection {
            estimate: true,
            seed: Some(7),
            ..Default::default()
        };
        let found = estimate.settings().unwrap().unwrap();
        assert_eq!(
            (found.number, found.seed, found.n_permutations),
            (None, 7, 20)
        );
        let both = SurrogatesSection {
            estimate: true,
            ..number.clone()
        };
        assert!(both.settings().is_err());
        let seed = SurrogatesSection {
            seed: Some(7),
            ..number
        };
        assert!(seed.settings().is_err());
    }
}
