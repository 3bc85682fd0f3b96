//! What contrasts found, as figures take it.

use arrayon_core::called_at;
use arrayon_diffexpr::{Differential, Intersections};
use arrayon_figures::contrast::Call;
use arrayon_figures::contrast::intersections::{Combination, ContrastIntersections, ContrastSize};
use arrayon_figures::contrast::points::{FeaturePlane, FeaturePoint, svg};
use arrayon_figures::contrast::theme_bars::{ThemeBar, ThemeBars};
use arrayon_figures::{FigureError, Look};
use arrayon_results::ThemeOutcome;
use arrayon_results::differential::FeatureRow;
use arrayon_themes::ContrastThemes;
use std::f64::consts::LN_10;

/// The adjusted p-value at which a list speaks for a theme.
const THEME_LIMIT: f64 = 0.05;

pub(super) fn volcano(
    contrast: &Differential,
    n_named: usize,
    look: &Look,
) -> Result<String, FigureError> {
    let axes = ["log2 fold change", "\u{2212}log10 p"].map(str::to_owned);
    plane(contrast, "volcano", axes, n_named, look, |row| {
        [
            row.log_fc,
            row.ln_p().map_or(f64::NAN, |ln_p| -ln_p / LN_10),
        ]
    })
}

pub(super) fn ma(
    contrast: &Differential,
    n_named: usize,
    look: &Look,
) -> Result<String, FigureError> {
    let axes = ["average log2 expression", "log2 fold change"].map(str::to_owned);
    plane(contrast, "MA", axes, n_named, look, |row| {
        [row.ave_expr, row.log_fc]
    })
}

fn plane(
    contrast: &Differential,
    kind: &str,
    axes: [String; 2],
    n_named: usize,
    look: &Look,
    at: impl Fn(&FeatureRow) -> [f64; 2],
) -> Result<String, FigureError> {
    let names: Vec<String> = contrast.features.iter().map(name_of).collect();
    let features = contrast.features.iter().zip(&names).map(|(row, name)| {
        let is_called = row.adj_p_value.is_some_and(|p| called_at(p, contrast.fdr));
        FeaturePoint {
            at: at(row),
            call: match (is_called, row.log_fc >= 0.0) {
                (false, _) => Call::NotCalled,
                (true, true) => Call::Up,
                (true, false) => Call::Down,
            },
            name,
        }
    });
    let percent = 100.0 * contrast.fdr;
    let figure = FeaturePlane {
        title: format!("{kind}, {}", contrast.contrast),
        subtitle: vec![
            contrast.direction_in_words.clone(),
            format!("false discovery rate {percent} %"),
        ],
        axes,
        features: features.collect(),
        n_named,
    };
    svg(&figure, look)
}

/// The genes of a feature, or its id.
pub(super) fn name_of(row: &FeatureRow) -> String {
    match row.gene_symbols.is_empty() {
        true => row.feature_id.clone(),
        false => row.gene_symbols.join(";"),
    }
}

/// The themes that could be tested, those of smallest p-value first; `None` where there are none.
pub(super) fn theme_bars(themes: &ContrastThemes) -> Option<ThemeBars> {
    let mut tested: Vec<_> = (themes.verdicts.iter())
        .filter(|finding| finding.verdict != ThemeOutcome::NotTestable)
        .collect();
    let smallest = |finding: &&arrayon_themes::ThemeFinding| {
        let p = [&finding.list_up, &finding.list_down].map(|list| list.adj_p_value);
        p.into_iter().flatten().fold(1.0, f64::min)
    };
    // a stable order: themes of equal p-values as the panels have them
    tested.sort_by(|a, b| smallest(a).total_cmp(&smallest(b)));
    let bars: Vec<ThemeBar> = (tested.into_iter())
        .map(|finding| ThemeBar {
            name: finding.name.clone(),
            verdict: finding.verdict.to_string(),
            p_values: [finding.list_down.adj_p_value, finding.list_up.adj_p_value],
        })
        .collect();
    (!bars.is_empty()).then(|| ThemeBars {
        title: format!("themes, {}", themes.contrast),
        subtitle: vec![
            themes.direction_in_words.clone(),
            format!("p-values adjusted for {} tests", themes.n_tests),
            "verdicts rest on all features, too".to_owned(),
        ],
        themes: bars,
        limit: THEME_LIMIT,
    })
}

/// The combinations of most features, without that of features found nowhere.
pub(super) fn intersections(
    found: &Intersections,
    contrasts: &[Differential],
    most: usize,
) -> ContrastIntersections {
    let of = |id: &String| {
        let contrast = contrasts.iter().find(|one| &one.contrast == id);
        ContrastSize {
            name: id.clone(),
            n_up: contrast.map_or(0, |one| one.n_up),
            n_down: contrast.map_or(0, |one| one.n_down),
        }
    };
    let is_found = |decisions: &[i8]| decisions.iter().any(|&one| one != 0);
    let all: Vec<Combination> = (found.patterns.iter())
        .filter(|pattern| is_found(&pattern.decisions))
        .map(|pattern| Combination {
            directions: pattern.decisions.clone(),
            n_features: pattern.n_features,
        })
        .collect();
    let n_shown = all.len().min(most);
    let mut subtitle = vec![
        format!(
            "features by direction, false discovery rate {} %",
            100.0 * found.fdr
        ),
        "bars at the left: all features of the contrast; not found is not unchanged".to_owned(),
    ];
    if n_shown < all.len() {
        subtitle.push(format!("{n_shown} of {} combinations", all.len()));
    }
    ContrastIntersections {
        title: "what contrasts share".to_owned(),
        subtitle,
        contrasts: found.contrast_ids.iter().map(of).collect(),
        combinations: all[..n_shown].to_vec(),
    }
}
