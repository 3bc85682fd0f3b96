//! Enums that are called as serde calls them.

/// Lets an enum without data be written and parsed by the names that serde gives its variants, so
/// that each name stands in one place.
///
/// ```
/// #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
/// #[serde(rename_all = "kebab-case")]
/// enum Side {
///     Left,
///     FarRight,
/// }
/// arrayon_settings::named_by_serde!(Side);
///
/// assert_eq!(Side::FarRight.to_string(), "far-right");
/// assert_eq!("left".parse(), Ok(Side::Left));
/// assert!("middle".parse::<Side>().unwrap_err().contains("`far-right`"));
/// ```
#[macro_export]
macro_rules! named_by_serde {
    ($($choice:ty),+ $(,)?) => {$(
        impl ::std::fmt::Display for $choice {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::serde::Serialize::serialize(self, f)
            }
        }

        impl ::std::str::FromStr for $choice {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let text = ::serde::de::value::StrDeserializer::<::serde::de::value::Error>::new(text);
                ::serde::Deserialize::deserialize(text).map_err(|error| error.to_string())
            }
        }
    )+};
}
