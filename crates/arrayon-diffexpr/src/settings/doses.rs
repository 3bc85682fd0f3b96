//! `[[differential.doses]]`: groups in the order of a dose.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Groups in the order of a dose, along which expression is tested for a trend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DosesSection {
    /// Column of the sample sheet that holds the groups.
    #[serde(alias = "column")]
    #[schemars(extend("x-former" = "column"))]
    pub variable: String,
    /// Its levels, from the lowest dose to the highest.
    pub levels: Vec<String>,
    /// The dose of each level; without them the levels count 0, 1, 2, ...
    #[serde(default, alias = "doses")]
    #[schemars(extend("x-name" = "DOSE", "x-former" = "doses"))]
    pub values: Option<Vec<f64>>,
    /// Columns for which the trend is adjusted.
    #[serde(default, alias = "adjust")]
    #[schemars(extend("x-name" = "COLUMN", "x-former" = "adjust"))]
    pub adjust_for: Vec<String>,
}

impl FromStr for DosesSection {
    type Err = String;

    /// Reads `column=low<middle<high`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = || "expected COLUMN=LOW<...<HIGH, for example 'diet=none<half<full'";
        let (column, levels) = text.split_once('=').ok_or_else(expected)?;
        let levels: Vec<String> = (levels.split('<'))
            .map(|level| level.trim().to_owned())
            .collect();
        if column.trim().is_empty() || levels.len() < 2 || levels.iter().any(String::is_empty) {
            return Err(expected().to_owned());
        }
        if let Some(at) = (1..levels.len()).find(|&at| levels[..at].contains(&levels[at])) {
            return Err(format!("level '{}' occurs twice", levels[at]));
        }
        Ok(Self {
            variable: column.trim().to_owned(),
            levels,
            values: None,
            adjust_for: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::DosesSection;

    #[test]
    fn an_order_is_read_from_low_to_high() {
        let order: DosesSection = "diet = none<half < full".parse().unwrap();
        assert_eq!(order.variable, "diet");
        assert_eq!(order.levels, ["none", "half", "full"]);
        for wrong in ["diet", "diet=a<b<a", "diet=", "diet=a", "=a<b", "diet=a<<b"] {
            assert!(wrong.parse::<DosesSection>().is_err(), "{wrong}");
        }
    }
}
