//! How far numbers may differ, and how far they do.

use crate::stage::Stage;
use std::collections::BTreeMap;

/// How far numbers may differ where nothing is said: far above rounding, far below what changes a
/// conclusion.
pub const DEFAULT_TOLERANCE: f64 = 1e-6;

/// How far numbers of each stage may differ, of `max(1, |value|)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Tolerances {
    of_most: f64,
    of_stages: BTreeMap<Stage, f64>,
}

impl Default for Tolerances {
    fn default() -> Self {
        Self::all(DEFAULT_TOLERANCE)
    }
}

impl Tolerances {
    /// One for all stages.
    pub fn all(tolerance: f64) -> Self {
        Self {
            of_most: tolerance,
            of_stages: BTreeMap::new(),
        }
    }

    /// Another one for one stage.
    pub fn set(&mut self, stage: Stage, tolerance: f64) {
        self.of_stages.insert(stage, tolerance);
    }

    /// That of a stage.
    pub fn of(&self, stage: Stage) -> f64 {
        self.of_stages.get(&stage).copied().unwrap_or(self.of_most)
    }

    /// Adds what was typed: a number for all stages, or `stage=number`.
    ///
    /// # Errors
    /// Why it is neither, in words.
    pub fn add(&mut self, typed: &str) -> Result<(), String> {
        let (stage, number) = match typed.split_once('=') {
            Some((stage, number)) => (Some(stage), number),
            None => (None, typed),
        };
        let number = number.trim().parse().ok();
        let number = number.filter(|number: &f64| number.is_finite() && *number >= 0.0);
        let number = number.ok_or("expected a number of 0 or more, or STAGE=NUMBER")?;
        match stage {
            None => self.of_most = number,
            Some(name) => {
                let stage = name.trim().parse::<Stage>().map_err(|_| {
                    let names = Stage::ALL.map(|stage| stage.to_string());
                    format!("no stage '{name}'; expected one of {}", names.join(", "))
                })?;
                self.set(stage, number);
            }
        }
        Ok(())
    }
}

/// How far two numbers differ, of `max(1, |value|)`; p-values in their natural logarithm, so that
/// 1e-20 and 1e-10 are far from each other. Infinite where only one is a number.
pub(crate) fn difference(name: &str, one: f64, other: f64) -> f64 {
    if one == other || (one.is_nan() && other.is_nan()) {
        return 0.0;
    }
    let (one, other) = match is_p_value(name) {
        true => (
            one.max(f64::MIN_POSITIVE).ln(),
            other.max(f64::MIN_POSITIVE).ln(),
        ),
        false => (one, other),
    };
    let difference = (one - other).abs() / one.abs().max(other.abs()).max(1.0);
    match difference.is_nan() {
        true => f64::INFINITY,
        false => difference,
    }
}

/// Whether a column or key is a p-value, or adjusted from one.
fn is_p_value(name: &str) -> bool {
    let name = name.to_lowercase().replace('.', "_");
    let is_named = ["p_value", "p_val", "q_value", "lfsr", "s_value"]
        .iter()
        .any(|part| name.contains(part));
    is_named && !name.contains("log")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_p_values_are_told_apart() {
        assert_eq!(difference("logFC", 1e-10, 1e-20), 1e-10 - 1e-20);
        for name in ["P.Value", "adj.P.Val", "permanova_p_value", "lfsr"] {
            assert!(difference(name, 1e-10, 1e-20) > 0.4, "{name}");
            assert_eq!(difference(name, 0.0, 0.0), 0.0);
        }
        assert!(difference("log_p_value", -10.0, -10.0 - 1e-7) < 1e-7);
        assert_eq!(difference("t", f64::NAN, 1.0), f64::INFINITY);
        assert_eq!(difference("t", f64::INFINITY, f64::INFINITY), 0.0);
        assert_eq!(difference("t", f64::INFINITY, 1.0), f64::INFINITY);
    }

    #[test]
    fn tolerances_are_typed() {
        let mut tolerances = Tolerances::default();
        tolerances.add("1e-3").unwrap();
        tolerances.add("expression=0.01").unwrap();
        assert_eq!(tolerances.of(Stage::Expression), 0.01);
        assert_eq!(tolerances.of(Stage::Clusters), 1e-3);
        for wrong in ["-1", "x", "nan", "expression", "expresion=1", "clusters=-2"] {
            assert!(tolerances.add(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn differences_are_symmetric(one in -1e9..1e9f64, other in -1e9..1e9f64) {
            for name in ["t", "p_value"] {
                prop_assert_eq!(difference(name, one, other), difference(name, other, one));
                prop_assert!(difference(name, one, other) >= 0.0);
            }
        }
    }
}
