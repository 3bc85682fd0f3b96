//! Names of files that lie in a hidden folder while it is written.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// A folder that is to be moved when it is whole: what is written about the files in it names
/// them as they will lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved(Option<(PathBuf, PathBuf)>);

impl Moved {
    /// From where it is written to where it will stand.
    pub fn new(from: &Path, to: &Path) -> Self {
        Self(Some((from.to_path_buf(), to.to_path_buf())))
    }

    /// The text, as a path that will be true if it is one in the folder.
    pub(crate) fn in_text(&self, text: &str) -> String {
        let moved = self.0.as_ref().and_then(|(from, to)| {
            let below = Path::new(text).strip_prefix(from).ok()?;
            Some(to.join(below).display().to_string())
        });
        moved.unwrap_or_else(|| text.to_owned())
    }

    /// The same in every text of a value.
    pub(crate) fn in_values(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.in_text(&text)),
            Value::Array(values) => values.into_iter().map(|one| self.in_values(one)).collect(),
            Value::Object(members) => (members.into_iter())
                .map(|(name, value)| (name, self.in_values(value)))
                .collect(),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_are_those_of_the_final_place() {
        let moved = Moved::new(Path::new("/a/.demo.incomplete"), Path::new("demo"));
        let value = json!({"pgf": "/a/.demo.incomplete/study/x.pgf", "n": [1, "rma"]});
        let expected = json!({"pgf": "demo/study/x.pgf", "n": [1, "rma"]});
        assert_eq!(moved.in_values(value.clone()), expected);
        assert_eq!(Moved::default().in_values(value.clone()), value);
    }
}
