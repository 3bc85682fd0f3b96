//! Files and folders that settings name.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// What is wrong with a path that nobody has.
const CONTROLS: &str = "a path with a line end, a tab or another control character; expected slashes \
                        ('C:/data/x.csv'), or single quotes around backslashes ('C:\\data\\x.csv')";

macro_rules! path {
    ($(#[$doc:meta])* $name:ident, $format:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(PathBuf);

        impl Deref for $name {
            type Target = Path;

            fn deref(&self) -> &Path {
                &self.0
            }
        }

        impl AsRef<Path> for $name {
            fn as_ref(&self) -> &Path {
                &self.0
            }
        }

        impl From<PathBuf> for $name {
            fn from(path: PathBuf) -> Self {
                Self(path)
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;

            /// A path of no letters would name the folder that paths are relative to; one with a
            /// line end or a tab was written with backslashes between double quotes of TOML.
            fn try_from(path: String) -> Result<Self, &'static str> {
                if path.is_empty() {
                    return Err("''; expected a path; leave the key out where there is none");
                }
                match path.contains(char::is_control) {
                    true => Err(CONTROLS),
                    false => Ok(Self(PathBuf::from(path))),
                }
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "format": $format, "minLength": 1 })
            }
        }
    };
}

path!(
    /// A file that is read.
    InputFile,
    "path"
);

path!(
    /// A folder whose files are read.
    InputFolder,
    "directory"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_letters() {
        let file: InputFile = serde_json::from_str("\"a/b.tsv\"").unwrap();
        assert_eq!(file.display().to_string(), "a/b.tsv");
        assert_eq!(serde_json::to_string(&file).unwrap(), "\"a/b.tsv\"");
        let refused = serde_json::from_str::<InputFolder>("\"\"").unwrap_err();
        assert!(refused.to_string().starts_with("''; expected a path"));
        let refused = serde_json::from_str::<InputFile>("\"C:\\new.csv\"").unwrap_err();
        assert!(refused.to_string().contains("single quotes"), "{refused}");
    }
}
