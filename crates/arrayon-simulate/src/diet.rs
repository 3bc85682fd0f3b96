//! The diets of the magnesium experiment.

use crate::error::SimulateError;
use arrayon_core::{InputError, Place, SampleSheet};

/// Column of the sample sheet that names the diets.
pub(crate) const DIET_COLUMN: &str = "diet";

/// What the rats of one group ate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Diet {
    /// Enough magnesium.
    Normal,
    /// 0.04 % magnesium: hardly too little.
    Mg004,
    /// 0.02 % magnesium: too little.
    Mg002,
    /// Enough magnesium, but only as much food as the rats of [`Diet::Mg001`] eat.
    PairFed,
    /// 0.01 % magnesium: far too little.
    Mg001,
}

impl Diet {
    /// All diets, in the recipe's order.
    pub const ALL: [Self; 5] = [
        Self::Normal,
        Self::Mg004,
        Self::Mg002,
        Self::PairFed,
        Self::Mg001,
    ];

    /// How the sample sheet names the diet.
    pub fn level(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Mg004 => "Mg 0.04 %",
            Self::Mg002 => "Mg 0.02 %",
            Self::PairFed => "pair-fed",
            Self::Mg001 => "Mg 0.01 %",
        }
    }

    /// Position in [`Diet::ALL`].
    pub(crate) fn index(self) -> usize {
        self as usize
    }

    fn from_level(level: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|diet| diet.level() == level)
    }
}

/// The diet of every sample.
pub(crate) fn diets_of(sheet: &SampleSheet) -> Result<Vec<Diet>, SimulateError> {
    let Some(column) = sheet.column(DIET_COLUMN) else {
        return Err(
            InputError::new(&sheet.path, format!("no column '{DIET_COLUMN}'"))
                .expected("the sample sheet of the magnesium recipe")
                .into(),
        );
    };
    let diet = |(sample, level): (usize, &String)| {
        Diet::from_level(level).ok_or_else(|| {
            let levels: Vec<&str> = Diet::ALL.iter().map(|diet| diet.level()).collect();
            InputError::new(&sheet.path, format!("diet '{level}'"))
                .at(Place::Field {
                    line: sheet.lines[sample],
                    column: DIET_COLUMN.into(),
                })
                .expected(format!("one of: {}", levels.join(", ")))
                .hint("only the diets of the magnesium recipe can be simulated")
                .into()
        })
    };
    column.values.iter().enumerate().map(diet).collect()
}
