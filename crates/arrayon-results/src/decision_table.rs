//! `differential/decisions.tsv`: which features change in which contrast.

use crate::number::Number;
use std::io::{self, Write};

/// Decisions of all contrasts over one list of features.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DecisionTable {
    /// Feature ids, in the order of the matrix.
    pub features: Vec<String>,
    /// One column a contrast: its id and 1 (up), -1 (down) or 0 (not found) for each feature.
    pub decisions: Vec<(String, Vec<i8>)>,
    /// Columns of numbers: F statistics and their p-values.
    pub numbers: Vec<(String, Vec<f64>)>,
}

impl DecisionTable {
    /// Writes the table.
    ///
    /// # Errors
    /// The writer's.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "feature_id")?;
        for (contrast, _) in &self.decisions {
            write!(out, "\t{contrast}")?;
        }
        for (name, _) in &self.numbers {
            write!(out, "\t{name}")?;
        }
        writeln!(out)?;
        for (at, feature) in self.features.iter().enumerate() {
            write!(out, "{feature}")?;
            for (_, decisions) in &self.decisions {
                write!(out, "\t{}", decisions[at])?;
            }
            for (_, numbers) in &self.numbers {
                write!(out, "\t{}", Number(numbers[at]))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::DecisionTable;

    #[test]
    fn contrasts_come_before_numbers() {
        let table = DecisionTable {
            features: vec!["g1".into(), "g2".into()],
            decisions: vec![("b_vs_a".into(), vec![1, -1])],
            numbers: vec![("F".into(), vec![12.5, f64::NAN])],
        };
        let mut text = Vec::new();
        table.write(&mut text).unwrap();
        let expected = "feature_id\tb_vs_a\tF\ng1\t1\t12.5\ng2\t-1\tNA\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
