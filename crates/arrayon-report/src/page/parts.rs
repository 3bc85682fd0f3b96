//! What the parts of the page share: their frame, badges, links between them.

use crate::numbers::whole;
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

/// Contrasts that are shown one after the other; of more of them each is folded under its name.
pub(super) const MOST_UNFOLDED: usize = 4;

/// Names that are listed of many.
const MOST_NAMES: usize = 5;

/// Rows of a table that are shown at full height; a longer one scrolls within its frame.
const MOST_ROWS: usize = 25;

/// Columns that an upright sheet of paper has room for.
const MOST_COLUMNS: usize = 14;

/// A part under its heading: as it stands, or folded under the heading with what it says in brief.
/// On paper it is unfolded.
pub(super) fn folded(is_folded: bool, heading: &Markup, brief: &str, content: &Markup) -> Markup {
    html! {
        @if is_folded {
            details .part {
                summary { (heading) @if !brief.is_empty() { " " span .scope { (brief) } } }
                (content)
            }
        } @else {
            (heading)
            (content)
        }
    }
}

/// A list of which only the first `most` stand there, the others folded below it; where one more
/// would be all, none is folded.
pub(super) fn list(class: &str, items: &[Markup], most: usize) -> Markup {
    let n_shown = if items.len() <= most + 1 {
        items.len()
    } else {
        most
    };
    let (first, others) = items.split_at(n_shown);
    html! {
        ul class=(class) { @for item in first { li { (item) } } }
        @if !others.is_empty() {
            details .part {
                summary { (whole(others.len())) " more" }
                ul class=(class) { @for item in others { li { (item) } } }
            }
        }
    }
}

/// The first names, and how many more there are.
pub(super) fn named(names: &[&str]) -> String {
    let shown = &names[..names.len().min(MOST_NAMES)];
    match names.len() - shown.len() {
        0 => shown.join(", "),
        n => format!("{} and {n} more", shown.join(", ")),
    }
}

/// A table that scrolls sideways by itself where it is wider than the page, and whose columns the
/// script makes sortable.
pub(super) fn table(caption: &str, head: &[&str], rows: &[Vec<Markup>]) -> Markup {
    let is_long_table = rows.len() > MOST_ROWS;
    let is_wide = head.len() > MOST_COLUMNS;
    html! {
        div .scroll .long[is_long_table] .wide[is_wide] role="region" aria-label=(caption) tabindex="0" {
            table .sortable {
                caption { (caption) }
                thead { tr { @for title in head { th scope="col" { (title) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            @for (at, cell) in row.iter().enumerate() {
                                @let class = is_long(cell).then_some("words");
                                @if at == 0 { th scope="row" class=[class] { (cell) } }
                                @else { td class=[class] { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a cell holds so many words that a narrow column would make its row high.
fn is_long(cell: &Markup) -> bool {
    let mut n_letters = 0;
    let mut is_tag = false;
    for letter in cell.0.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => is_tag = false,
            // letters of East Asian scripts are twice as wide
            letter if !is_tag => n_letters += 1 + usize::from(letter >= '\u{1100}'),
            _ => {}
        }
    }
    n_letters > 40
}

/// A drawing of the result folder, which the script puts here; nothing where there is none.
pub(super) fn drawing(results: &StudyResults, path: &str, caption: &str) -> Markup {
    html! {
        @if results.drawings.contains_key(path) {
            figure .drawing tabindex="0" data-drawing=(path) data-alt=(caption) { figcaption { (caption) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_folded_and_lose_nothing() {
        let items: Vec<Markup> = (0..12).map(|at| html! { "item " (at) }).collect();
        let all = list("answers", &items[..7], 6).into_string();
        assert!(!all.contains("<details") && all.matches("<li>").count() == 7);
        let some = list("answers", &items, 6).into_string();
        let (shown, hidden) = some.split_once("<details").unwrap();
        assert_eq!(shown.matches("<li>").count(), 6);
        assert_eq!(hidden.matches("<li>").count(), 6);
        assert!(hidden.contains("6 more"), "{hidden}");
    }

    #[test]
    fn names_make_different_anchors() {
        assert_eq!(slug("mg001_vs_b"), "mg001_5f_vs_5f_b");
        assert_ne!(slug("a b"), slug("a-b"));
        assert_eq!(slug("é"), "_e9_");
    }
}
