//! The recipe over many seeds through the whole program, with and without anything to find.

use anyhow::{Context, ensure};
use arrayon::results::summary::Summary;
use arrayon::{RunOptions, StudyConfig, run_study};
use arrayon_core::NoProgress;
use arrayon_formats::sample_sheet;
use arrayon_results::Separation;
use arrayon_simulate::{Scenario, StudyTruth, recipe, simulate_study};
use arrayon_stats::random_stream::random_stream;
use arrayon_themes::{ContrastThemes, ListVerdict, Themes};
use rand_chacha::rand_core::Rng;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Studies of each kind.
const N_STUDIES: u64 = 200;

/// A kind of study that is simulated.
struct Kind {
    name: &'static str,
    scenario: Scenario,
    /// Whether the diets of the sheet are shuffled within each day before the analysis.
    is_permuted: bool,
}

const fn kind(name: &'static str, has_effects: bool, theme_correlation: f64) -> Kind {
    Kind {
        name,
        scenario: Scenario {
            has_effects,
            theme_correlation,
        },
        is_permuted: false,
    }
}

const KINDS: [Kind; 6] = [
    kind("planted", true, 0.0),
    kind("planted, correlated 0.1", true, 0.1),
    kind("null", false, 0.0),
    kind("null, correlated 0.1", false, 0.1),
    kind("null, correlated 0.3", false, 0.3),
    Kind {
        is_permuted: true,
        ..kind("planted, correlated 0.1, diets permuted", true, 0.1)
    },
];

/// Counts of what was found, for each kind of study or only the one of a name.
pub(super) fn table(
    only: Option<&str>,
    first_seed: u64,
    n_studies: Option<u64>,
) -> anyhow::Result<String> {
    let n_studies = n_studies.unwrap_or(N_STUDIES);
    let kinds: Vec<&Kind> = (KINDS.iter())
        .filter(|kind| only.is_none_or(|name| name == kind.name))
        .collect();
    ensure!(!kinds.is_empty(), "no such kind of study");
    let mut table = String::from(HEADER);
    for kind in kinds {
        let rows = (first_seed..first_seed + n_studies)
            .into_par_iter()
            .map(|seed| {
                one_study(kind, seed).with_context(|| format!("{}, seed {seed}", kind.name))
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        let mut counts: BTreeMap<Row, usize> = BTreeMap::new();
        for row in rows.into_iter().flatten() {
            *counts.entry(row).or_default() += 1;
        }
        for (row, n) in counts {
            let Row {
                contrast,
                about,
                truth,
                found,
            } = row;
            let share = n as f64 / n_studies as f64;
            writeln!(
                table,
                "{}\t{contrast}\t{about}\t{truth}\t{found}\t{n}\t{share:.3}",
                kind.name
            )?;
        }
    }
    Ok(table)
}

const HEADER: &str = "study\tcontrast\tabout\ttruth\tfound\tn_seeds\tshare\n";

/// One thing that was found, to be counted over seeds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    contrast: String,
    /// A theme, `any theme` for studies where none is true, `any theme not planted`, or `clusters`.
    about: String,
    truth: String,
    found: String,
}

fn one_study(kind: &Kind, seed: u64) -> anyhow::Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let study = folder.path();
    for (name, text) in [
        ("study.toml", recipe::STUDY_TOML),
        ("samples.csv", recipe::SAMPLES_CSV),
        ("contrasts.csv", recipe::CONTRASTS_CSV),
    ] {
        fs::write(study.join(name), text)?;
    }
    let sheet = sample_sheet::read(&study.join("samples.csv"))?;
    let truth = simulate_study(study, seed, &sheet, kind.scenario)?;
    if kind.is_permuted {
        fs::write(study.join("samples.csv"), permuted_sheet(seed))?;
    }
    let config = StudyConfig::read(&study.join("study.toml"))?;
    let out = study.join("results");
    let summary = run_study(config, &out, &RunOptions::default(), &NoProgress)?;
    Ok(rows(kind, &truth, &summary, &out))
}

/// The recipe's sample sheet with its diets shuffled within each day.
fn permuted_sheet(seed: u64) -> String {
    const STREAM: u64 = 77;
    let mut random = random_stream(seed, STREAM);
    let lines: Vec<Vec<&str>> = (recipe::SAMPLES_CSV.lines())
        .map(|line| line.split(',').collect())
        .collect();
    let (diet, day) = (2, 3);
    let mut shuffled: Vec<Vec<&str>> = lines.clone();
    let mut days: Vec<&str> = lines[1..].iter().map(|line| line[day]).collect();
    days.sort_unstable();
    days.dedup();
    for one in days {
        let at: Vec<usize> = (1..lines.len())
            .filter(|&row| lines[row][day] == one)
            .collect();
        let mut order = at.clone();
        for last in (1..order.len()).rev() {
            order.swap(last, random.next_u64() as usize % (last + 1));
        }
        for (&to, &from) in at.iter().zip(&order) {
            shuffled[to][diet] = lines[from][diet];
        }
    }
    let lines = shuffled.iter().map(|line| line.join(",") + "\n");
    lines.collect()
}

fn rows(kind: &Kind, truth: &StudyTruth, summary: &Summary, out: &Path) -> Vec<Row> {
    let themes = theme_verdicts(out);
    let has_truth = kind.scenario.has_effects && !kind.is_permuted;
    let mut rows = Vec::new();
    for contrast in &truth.contrasts {
        let id = &contrast.contrast;
        let row = |about: &str, truth: &str, found: &str| Row {
            contrast: id.clone(),
            about: about.to_owned(),
            truth: truth.to_owned(),
            found: found.to_owned(),
        };
        let verdicts = &themes[id];
        let planted: BTreeMap<&str, String> = if has_truth {
            (contrast.themes.iter())
                .map(|(theme, direction)| (theme.as_str(), direction.to_string()))
                .collect()
        } else {
            BTreeMap::new()
        };
        for (theme, direction) in &planted {
            let found = &verdicts
                .iter()
                .find(|one| one.theme == *theme)
                .expect("theme")
                .verdict;
            rows.push(row(theme, direction, &found.to_string()));
        }
        // an element of a planted theme holds some of its planted genes: both answers are right
        let is_open = |one: &Verdict| {
            planted.contains_key(one.theme.as_str())
                || (one.part_of.iter()).any(|whole| planted.contains_key(whole.as_str()))
        };
        let wrong = |one: &&Verdict| !is_open(one) && one.verdict.is_change();
        let n_wrong = verdicts.iter().filter(wrong).count();
        let n_lists = (verdicts.iter())
            .filter(|one| !is_open(one) && one.is_enriched)
            .count();
        let any = |n: usize| if n > 0 { "some" } else { "none" };
        rows.push(row("any theme not planted", "none", any(n_wrong)));
        rows.push(row("any such theme by lists alone", "none", any(n_lists)));
        let clusters = summary
            .sample_clusters
            .iter()
            .find(|cluster| cluster.scope == *id);
        let separated = match has_truth {
            true => contrast.separation(),
            false => Separation::NotSeparated,
        };
        let found = clusters.map_or("not clustered".to_owned(), |one| one.verdict.to_string());
        rows.push(row("clusters", &separated.to_string(), &found));
    }
    rows
}

/// What `themes.json` says of one theme.
struct Verdict {
    theme: String,
    part_of: Option<String>,
    verdict: arrayon::results::ThemeOutcome,
    /// Whether the genes up or the genes down are enriched in it.
    is_enriched: bool,
}

fn theme_verdicts(out: &Path) -> BTreeMap<String, Vec<Verdict>> {
    let text = fs::read_to_string(out.join("themes.json")).expect("themes.json");
    let document: arrayon::results::document::Document<Themes> =
        serde_json::from_str(&text).expect("themes.json");
    let of = |themes: ContrastThemes| {
        let lists = themes.up.iter().zip(&themes.down);
        let verdicts = (themes.verdicts.iter().zip(lists))
            .map(|(one, (up, down))| Verdict {
                theme: one.theme.clone(),
                part_of: one.part_of.clone(),
                verdict: one.verdict,
                is_enriched: [up, down]
                    .iter()
                    .any(|list| list.verdict == ListVerdict::Enriched),
            })
            .collect();
        (themes.contrast, verdicts)
    };
    document.content.contrasts.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::table;
    use arrayon::results::ThemeOutcome;

    /// The whole program; `docs/themes.md` has the rates of many seeds.
    #[test]
    fn a_study_of_the_recipe_is_found_as_planted() {
        const N_STUDIES: usize = 3;
        let table = table(Some("planted"), 1, Some(N_STUDIES as u64)).unwrap();
        let mut n_themes = 0;
        for line in table.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let (about, truth, found, n) = (cells[2], cells[3], cells[4], cells[5]);
            if about == "any such theme by lists alone" {
                continue;
            }
            let is_theme = !about.starts_with("any") && about != "clusters";
            let is_part = is_theme && found == ThemeOutcome::Part.to_string();
            assert!(found == truth || is_part, "{line}");
            n_themes += if is_theme {
                n.parse::<usize>().unwrap()
            } else {
                0
            };
        }
        assert_eq!(n_themes % N_STUDIES, 0);
        assert!(n_themes >= 8 * N_STUDIES, "{n_themes} planted themes");
    }
}
