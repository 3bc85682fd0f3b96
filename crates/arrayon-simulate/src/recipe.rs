//! The magnesium recipe as shipped in `workflows/magnesium-deficiency`, so that a demo runs
//! exactly it; the files in `recipe` are links, so that a package of this crate holds them.

use crate::diet::Diet;

/// `study.toml` of the recipe.
pub const STUDY_TOML: &str = include_str!("../recipe/study.toml");

/// `samples.csv` of the recipe: five diets, five rats each.
pub const SAMPLES_CSV: &str = include_str!("../recipe/samples.csv");

/// `contrasts.csv` of the recipe.
pub const CONTRASTS_CSV: &str = include_str!("../recipe/contrasts.csv");

/// A contrast of the recipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecipeContrast {
    /// Its id.
    pub id: &'static str,
    /// The diet that is subtracted.
    pub reference: Diet,
    /// The diet from which the reference is subtracted.
    pub target: Diet,
}

/// The contrasts of the recipe, as in [`CONTRASTS_CSV`].
pub const CONTRASTS: [RecipeContrast; 3] = [
    RecipeContrast {
        id: "mg001_vs_pairfed",
        reference: Diet::PairFed,
        target: Diet::Mg001,
    },
    RecipeContrast {
        id: "mg004_vs_normal",
        reference: Diet::Normal,
        target: Diet::Mg004,
    },
    RecipeContrast {
        id: "mg002_vs_normal",
        reference: Diet::Normal,
        target: Diet::Mg002,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_those_of_the_recipe() {
        let rows: Vec<&str> = CONTRASTS_CSV.lines().skip(1).collect();
        assert_eq!(rows.len(), CONTRASTS.len());
        for (row, contrast) in rows.iter().zip(CONTRASTS) {
            let cells: Vec<&str> = row.split(',').collect();
            let expected = [
                contrast.id,
                "diet",
                contrast.reference.level(),
                contrast.target.level(),
            ];
            assert_eq!(cells[..4], expected);
        }
    }

    #[test]
    fn five_rats_a_diet_one_of_each_diet_a_day() {
        let rows: Vec<Vec<&str>> = SAMPLES_CSV
            .lines()
            .skip(1)
            .map(|row| row.split(',').collect())
            .collect();
        assert_eq!(rows.len(), 25);
        for diet in Diet::ALL {
            let days: Vec<&str> = rows
                .iter()
                .filter(|row| row[2] == diet.level())
                .map(|row| row[3])
                .collect();
            assert_eq!(days, ["day1", "day2", "day3", "day4", "day5"]);
        }
    }
}
