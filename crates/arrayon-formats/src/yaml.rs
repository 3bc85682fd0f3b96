//! YAML whose values are taken as the text that stands in the file: `0.10` stays `0.10`.

use arrayon_core::plain_words::of_parser;
use arrayon_core::{InputError, Place};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::path::Path;

/// Parses a document; `hint` says how it should look.
pub(crate) fn parse<T: DeserializeOwned>(
    path: &Path,
    text: &str,
    hint: &str,
) -> Result<T, InputError> {
    serde_saphyr::from_str_with_options(text, yaml_options(text)).map_err(|error| {
        let plain = error.without_snippet();
        let place = (plain.location()).map_or(Place::File, |at| Place::Line(at.line()));
        InputError::new(
            path,
            format!("cannot be read as YAML: {}", of_parser(&plain.to_string())),
        )
        .at(place)
        .hint(hint)
    })
}

/// As many entries as the text has letters for: what is long and flat is read, whatever its
/// length. What is nested deeply or repeats itself by aliases is refused as ever.
fn yaml_options(text: &str) -> serde_saphyr::Options {
    let length = text.len();
    let usual = serde_saphyr::Budget::default();
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: usual.max_nodes.max(length),
            max_events: usual.max_events.max(2 * length),
            max_total_scalar_bytes: usual.max_total_scalar_bytes.max(length),
        },
    }
}

/// A map of texts in the file's order. Null is an empty text.
#[derive(Debug)]
pub(crate) struct TextMap(pub(crate) Vec<(String, String)>);

impl<'de> Deserialize<'de> for TextMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = TextMap;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of names to texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TextMap, A::Error> {
                let mut pairs = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Option<String>>()? {
                    pairs.push((name.trim().to_owned(), trimmed(value)));
                }
                Ok(TextMap(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// Texts: a YAML list, or one text in which `;` separates them.
#[derive(Debug, Default)]
pub(crate) struct TextList(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for TextList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = TextList;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of texts, or a text in quotes")
            }

            fn visit_unit<E>(self) -> Result<TextList, E> {
                Ok(TextList::default())
            }

            fn visit_str<E>(self, text: &str) -> Result<TextList, E> {
                Ok(TextList(split_list(text)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<TextList, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element::<Option<String>>()? {
                    texts.push(trimmed(text));
                }
                Ok(TextList(texts))
            }
        }
        deserializer.deserialize_any(Texts)
    }
}

/// The texts between semicolons, trimmed, without the empty ones.
pub(crate) fn split_list(text: &str) -> Vec<String> {
    text.split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn trimmed(text: Option<String>) -> String {
    text.map_or_else(String::new, |text| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<TextMap, InputError> {
        parse(Path::new("a.yaml"), text, "")
    }

    #[test]
    fn what_is_long_and_flat_is_read() {
        let text: String = (0..130_000).map(|n| format!("k{n}: v\n")).collect();
        assert_eq!(read(&text).unwrap().0.len(), 130_000);
    }

    #[test]
    fn what_is_nested_or_repeats_itself_is_refused_for_what_it_is() {
        let deep = format!("a: {}1{}\n", "[".repeat(100), "]".repeat(100));
        let error = parse::<serde::de::IgnoredAny>(Path::new("a.yaml"), &deep, "").unwrap_err();
        assert!(error.found.contains("nested"), "{error}");
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..8 {
            let before = format!("*a{}, ", n - 1).repeat(10);
            bomb += &format!("a{n}: &a{n} [{before}]\n");
        }
        let error = parse::<serde::de::IgnoredAny>(Path::new("a.yaml"), &bomb, "").unwrap_err();
        assert!(error.found.contains("repeat parts of the file"), "{error}");
    }
}
