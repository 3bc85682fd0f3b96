//! The names that would have been right, for messages.

pub(crate) use arrayon_core::suggest::did_you_mean;

/// The names between quotes, joined by commas; at most 20 of them.
pub(crate) fn quoted_list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown: Vec<String> = (names.iter().take(20))
        .map(|name| format!("'{name}'"))
        .collect();
    let rest = match names.len().saturating_sub(20) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    shown.join(", ") + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut() {
        let names: Vec<String> = (0..22).map(|n| n.to_string()).collect();
        assert!(quoted_list(names.iter().map(String::as_str)).ends_with("'19' and 2 more"));
    }
}
