//! All that is wrong with a file, reported together.

use arrayon_core::InputError;

/// Faults in the order found. A file of another kind has as many as lines: the first ones say so.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<InputError>);

/// A fault behind which nothing else can be found.
pub(crate) fn only(fault: InputError) -> Vec<InputError> {
    vec![fault]
}

/// How many faults of one file are kept.
const MOST: usize = 20;

impl Faults {
    /// Whether nothing is wrong so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Remembers a fault.
    pub(crate) fn add(&mut self, fault: InputError) {
        if self.0.len() < MOST {
            self.0.push(fault);
        }
    }

    /// The value; what stands in its way is remembered.
    pub(crate) fn note<T>(&mut self, result: Result<T, InputError>) -> Option<T> {
        result.map_err(|fault| self.add(fault)).ok()
    }

    /// The value if nothing is wrong.
    ///
    /// # Errors
    /// The faults, never none of them.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Vec<InputError>> {
        value.filter(|_| self.0.is_empty()).ok_or(self.0)
    }
}
