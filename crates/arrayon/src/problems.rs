//! Everything that is wrong with a study, reported together.

use crate::error::Error;
use arrayon_core::{InputError, Place};
use arrayon_formats::source::NO_SUCH_FILE;

/// What is wrong, in the order found, each thing once.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<Error>);

impl Problems {
    /// The value; what stands in its way is remembered.
    pub(crate) fn note<T>(&mut self, result: Result<T, impl Into<Error>>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(error);
                None
            }
        }
    }

    /// The value; all that stands in its way is remembered.
    pub(crate) fn note_all<T>(&mut self, result: Result<T, Vec<InputError>>) -> Option<T> {
        result
            .map_err(|faults| faults.into_iter().for_each(|fault| self.add(fault)))
            .ok()
    }

    /// Remembers an error, but not a second one that only follows from a missing file.
    pub(crate) fn add(&mut self, error: impl Into<Error>) {
        let error = error.into();
        let message = error.to_string();
        let is_known =
            |known: &Error| known.to_string() == message || is_about_missing(known, &error);
        if !self.0.iter().any(is_known) {
            self.0.push(error);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value if nothing is wrong.
    pub(crate) fn finish<T>(mut self, value: Option<T>) -> Result<T, Error> {
        match (value, self.0.len()) {
            (Some(value), 0) => Ok(value),
            (_, 1) => Err(self.0.remove(0)),
            (None, 0) => Err(Error::data("study", "cannot be read", "")),
            _ => Err(Error::Several(self.0)),
        }
    }
}

fn is_about_missing(known: &Error, error: &Error) -> bool {
    let (Error::Input(known), Error::Input(error)) = (known, error) else {
        return false;
    };
    is_missing(known) && known.path == error.path
}

fn is_missing(error: &InputError) -> bool {
    error.found == NO_SUCH_FILE && error.place == Place::File
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_is_told_once() {
        let of = |path: &str, found: &str| InputError::new(path.as_ref(), found);
        let mut problems = Problems::default();
        problems.add(of("a", NO_SUCH_FILE));
        problems.add(of("a", "cannot be read: not found"));
        problems.add(of("b", "is empty"));
        problems.add(of("b", "is empty"));
        assert_eq!(problems.note(Err::<u8, _>(of("b", "is long"))), None);
        assert_eq!(problems.note(Ok::<_, InputError>(7)), Some(7));
        let error = problems.finish(Some(7)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a: no such file; b: is empty; b: is long"
        );
        assert_eq!(error.each().len(), 3);
    }

    #[test]
    fn one_problem_is_an_error_of_its_own() {
        let mut problems = Problems::default();
        assert!(problems.is_empty());
        problems.add(Error::data("a", "is odd", "mend it"));
        let error = problems.finish(None::<u8>).unwrap_err();
        assert_eq!(
            (error.to_string().as_str(), error.hint()),
            ("a: is odd", "mend it")
        );
        assert_eq!(Problems::default().finish(Some(7)).unwrap(), 7);
    }
}
