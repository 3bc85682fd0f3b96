//! The variables of a formula: columns, or functions of numeric columns.

use std::fmt;

/// A function of a column of numbers, by R's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Function {
    /// Natural logarithm.
    Log,
    /// Logarithm to base 2.
    Log2,
    /// Logarithm to base 10.
    Log10,
    /// Square root.
    Sqrt,
}

impl Function {
    const ALL: [Self; 4] = [Self::Log, Self::Log2, Self::Log10, Self::Sqrt];

    /// The function of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        (Self::ALL.into_iter()).find(|function| function.name() == name)
    }

    /// Its name in R.
    pub fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Log2 => "log2",
            Self::Log10 => "log10",
            Self::Sqrt => "sqrt",
        }
    }

    /// Its value; `None` where that is no finite number.
    ///
    /// ```
    /// use arrayon_core::contrast::Function;
    /// assert_eq!(Function::Log2.of(8.0), Some(3.0));
    /// assert_eq!((Function::Log.of(0.0), Function::Sqrt.of(-1.0)), (None, None));
    /// ```
    pub fn of(self, value: f64) -> Option<f64> {
        let result = match self {
            Self::Log => value.ln(),
            Self::Log2 => value.log2(),
            Self::Log10 => value.log10(),
            Self::Sqrt => value.sqrt(),
        };
        result.is_finite().then_some(result)
    }

    /// Of which numbers it has a value, in words.
    pub fn domain(self) -> &'static str {
        match self {
            Self::Sqrt => "a number of at least 0",
            _ => "a number above 0",
        }
    }
}

/// A variable of a formula: a column of the sample sheet, or a function of one.
///
/// Displays as R names it: `age`, `log2(age)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variable {
    /// The column.
    pub column: String,
    /// What is computed from its numbers; `None` for the column as it is.
    pub function: Option<Function>,
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.function {
            Some(function) => write!(f, "{}({})", function.name(), self.column),
            None => f.write_str(&self.column),
        }
    }
}
