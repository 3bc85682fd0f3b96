//! What the parts of the page share: their frame, badges, links between them.

use crate::results::StudyResults;
use maud::{Markup, html};

/// A part of the page.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) content: Markup,
}

/// Where the page has the contrast of that place in the list.
pub(super) fn contrast_anchor(at: usize) -> String {
    format!("contrast-{}", at + 1)
}

/// Where the page has a theme's evidence in a contrast.
pub(super) fn theme_anchor(contrast: &str, theme: &str) -> String {
    format!("theme-{}-{}", slug(contrast), slug(theme))
}

/// Letters and digits of ASCII stay, all else becomes its number: different names stay different.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' => slug.push(letter),
            other => slug.push_str(&format!("_{:x}_", u32::from(other))),
        }
    }
    slug
}

/// A sentence of a result file as it begins here: with a capital.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A word with a mark and a colour; the mark says the same to who sees no colours.
pub(super) fn badge(kind: &str, word: &str) -> Markup {
    let mark = match kind {
        "pass" => "\u{2713}",
        "warn" => "!",
        "fail" => "\u{2717}",
        "up" => "\u{25b2}",
        "down" => "\u{25bc}",
        "both" => "\u{25c6}",
        _ => "\u{2013}",
    };
    html! { span class={ "badge " (kind) } { span aria-hidden="true" { (mark) } " " (word) } }
}

/// A table that scrolls sideways by itself where it is wider than the page, and whose columns the
/// script makes sortable.
pub(super) fn table(caption: &str, head: &[&str], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div .scroll role="region" aria-label=(caption) tabindex="0" {
            table .sortable {
                caption { (caption) }
                thead { tr { @for title in head { th scope="col" { (title) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            @for (at, cell) in row.iter().enumerate() {
                                @if at == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A drawing of the result folder, which the script puts here; nothing where there is none.
pub(super) fn drawing(results: &StudyResults, path: &str, caption: &str) -> Markup {
    html! {
        @if results.drawings.contains_key(path) {
            figure .drawing data-drawing=(path) data-alt=(caption) { figcaption { (caption) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_make_different_anchors() {
        assert_eq!(slug("mg001_vs_b"), "mg001_5f_vs_5f_b");
        assert_ne!(slug("a b"), slug("a-b"));
        assert_eq!(slug("é"), "_e9_");
    }
}
