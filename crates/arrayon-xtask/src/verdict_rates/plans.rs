//! Which studies are made, and the tables of what was found in them.

use super::arrays::Arrays;
use super::matrix::{Chip, Planting, noise, plant};
use super::{Seeds, judged, say};
use anyhow::Context;
use arrayon_core::Direction;
use arrayon_results::ThemeOutcome;
use arrayon_themes::{ContrastThemes, Species, ThemeFinding, ThemePanel, default_panel};
use rayon::prelude::*;
use std::fmt::Write as _;
use std::path::Path;

/// Arrays in a group.
const SIZES: [usize; 6] = [2, 3, 5, 6, 12, 30];
/// Genes of no theme that change as well, where anything does: half up, half down.
const N_UNRELATED: usize = 240;

/// Studies of a kind: with something planted, with what the rule is asked for, with nothing, and
/// random splits of real arrays.
const N_PLANTED: u64 = 20;
const N_ASKED: u64 = 200;
const N_NULL: u64 = 40;
const N_SPLITS: u64 = 100;

/// Studies of one kind.
struct Plan {
    arrays_per_group: usize,
    /// Correlation of the genes of a theme in simulated arrays.
    correlation: f64,
    plantings: Vec<Planting>,
    n_studies: u64,
}

impl Plan {
    fn null(arrays_per_group: usize, correlation: f64, n_studies: u64) -> Self {
        Self {
            arrays_per_group,
            correlation,
            plantings: Vec::new(),
            n_studies,
        }
    }

    /// Genes of themes, with the unrelated ones.
    fn planted(arrays_per_group: usize, plantings: Vec<Planting>, n_studies: u64) -> Self {
        let mut plan = Self::null(arrays_per_group, 0.0, n_studies);
        let log_fc = plantings.first().map_or(1.0, |one| one.log_fc);
        plan.plantings = plantings;
        plan.plantings.push(Planting {
            theme: None,
            term: None,
            n_genes: N_UNRELATED,
            log_fc,
            direction: None,
        });
        plan
    }

    fn themes(&self) -> impl Iterator<Item = &Planting> {
        self.plantings.iter().filter(|one| one.theme.is_some())
    }
}

fn up(theme: &'static str, n_genes: usize, log_fc: f64) -> Planting {
    Planting {
        theme: Some(theme),
        term: None,
        n_genes,
        log_fc,
        direction: Some(Direction::Up),
    }
}

/// Simulated chips of the rat's genes.
pub(super) fn simulated(seeds: Seeds) -> anyhow::Result<String> {
    let panel = default_panel(Species::Rat);
    let chip = Chip::of_panel(panel);
    let mut plans = Vec::new();
    for size in SIZES {
        for correlation in [0.0, 0.1, 0.3] {
            plans.push(Plan::null(size, correlation, N_NULL));
        }
        for (log_fc, n_genes) in [(0.5, &[60, 240][..]), (1.0, &[20, 40, 60, 100, 240][..])] {
            for &n in n_genes {
                let is_asked = size == 5 && log_fc == 1.0 && [60, 240].contains(&n);
                let n_studies = if is_asked { N_ASKED } else { N_PLANTED };
                plans.push(Plan::planted(
                    size,
                    vec![up("inflammation", n, log_fc)],
                    n_studies,
                ));
            }
        }
        let others: [Vec<Planting>; 6] = [
            vec![up("bone", 40, 1.0)],
            vec![up("mineral_zinc", 12, 1.0)],
            vec![up("mineral_magnesium", 10, 1.0)],
            // a part: genes of one of the theme's terms
            vec![Planting {
                term: Some("GO:0030199"),
                ..up("extracellular_matrix", 20, 1.0)
            }],
            vec![Planting {
                direction: None,
                ..up("inflammation", 120, 1.0)
            }],
            // two themes, opposite
            vec![
                up("inflammation", 120, 1.0),
                Planting {
                    direction: Some(Direction::Down),
                    ..up("mineral_magnesium", 15, 1.0)
                },
            ],
        ];
        plans.extend(others.map(|one| Plan::planted(size, one, N_PLANTED)));
    }
    let mut table = header();
    for plan in plans.iter().filter(|plan| seeds.wants(plan)) {
        let made = |seed| {
            let n_arrays = 2 * plan.arrays_per_group;
            let mut values = noise(&chip, panel, n_arrays, plan.correlation, seed);
            plant(
                &mut values,
                &chip,
                panel,
                &plan.plantings,
                plan.arrays_per_group,
                seed,
            );
            judged::themes(values, &chip, panel)
        };
        table += &rows("simulated", plan, panel, seeds, made)?;
    }
    Ok(table)
}

/// Real arrays of human tissues, split at random.
pub(super) fn real(folder: &Path, seeds: Seeds) -> anyhow::Result<String> {
    let panel = default_panel(Species::Human);
    let mut table = header();
    for name in ["brain", "leukaemia"] {
        let path = folder.join(format!("{name}.tsv"));
        if !path.exists() {
            say(&format!("skipped: {} is not there", path.display()));
            continue;
        }
        let arrays = Arrays::read(&path)?;
        let sizes = SIZES
            .into_iter()
            .filter(|size| 2 * size <= arrays.n_arrays());
        for size in sizes {
            let mut plans = vec![Plan::null(size, 0.0, N_SPLITS)];
            for (log_fc, n) in [(1.0, 60), (1.0, 100), (1.0, 240), (2.0, 60)] {
                plans.push(Plan::planted(
                    size,
                    vec![up("inflammation", n, log_fc)],
                    N_PLANTED,
                ));
            }
            for plan in plans.iter().filter(|plan| seeds.wants(plan)) {
                let made = |seed| {
                    let mut values = arrays.drawn(2 * size, seed);
                    plant(
                        &mut values,
                        &arrays.chip,
                        panel,
                        &plan.plantings,
                        size,
                        seed,
                    );
                    judged::themes(values, &arrays.chip, panel)
                };
                table += &rows(name, plan, panel, seeds, made)?;
            }
        }
    }
    Ok(table)
}

impl Seeds {
    fn wants(&self, plan: &Plan) -> bool {
        self.arrays_per_group
            .is_none_or(|size| size == plan.arrays_per_group)
    }

    fn of(&self, n: u64) -> std::ops::Range<u64> {
        self.first..self.first + self.n.unwrap_or(n)
    }
}

fn header() -> String {
    "arrays\tarrays_per_group\tcorrelation\tplanted\tn_planted\tlog2_fold_change\tabout\tn_studies\t\
     called\tshare_called\tup\tdown\tpart\tboth_directions\tno_evidence\tnot_testable\n"
        .to_owned()
}

/// One row for each planted theme, one for all others together.
fn rows(
    arrays: &str,
    plan: &Plan,
    panel: &ThemePanel,
    seeds: Seeds,
    study: impl Fn(u64) -> anyhow::Result<ContrastThemes> + Sync,
) -> anyhow::Result<String> {
    let studies = (seeds.of(plan.n_studies).into_par_iter())
        .map(|seed| study(seed).with_context(|| format!("{arrays}, seed {seed}")))
        .collect::<anyhow::Result<Vec<ContrastThemes>>>()?;
    let planted: Vec<String> = plan.themes().map(Planting::words).collect();
    let numbers: Vec<String> = plan.themes().map(|one| one.n_genes.to_string()).collect();
    let log_fc = plan.themes().next().map_or(0.0, |one| one.log_fc);
    let none = |words: Vec<String>| {
        if words.is_empty() {
            "none".to_owned()
        } else {
            words.join(" + ")
        }
    };
    let head = format!(
        "{arrays}\t{}\t{}\t{}\t{}\t{log_fc}",
        plan.arrays_per_group,
        plan.correlation,
        none(planted),
        none(numbers)
    );
    let mut text = String::new();
    let mut row = |about: &str, verdicts: Vec<Vec<&ThemeFinding>>| -> anyhow::Result<()> {
        let n = verdicts.len();
        let with = |verdict: ThemeOutcome| {
            let is_found = |of: &&Vec<&ThemeFinding>| of.iter().any(|one| one.verdict == verdict);
            verdicts.iter().filter(is_found).count()
        };
        let is_called = |of: &&Vec<&ThemeFinding>| of.iter().any(|one| one.verdict.is_change());
        let n_called = verdicts.iter().filter(is_called).count();
        let counts = [
            ThemeOutcome::Up,
            ThemeOutcome::Down,
            ThemeOutcome::Part,
            ThemeOutcome::BothDirections,
            ThemeOutcome::NoEvidence,
            ThemeOutcome::NotTestable,
        ]
        .map(|verdict| with(verdict).to_string());
        let share = n_called as f64 / n as f64;
        writeln!(
            text,
            "{head}\t{about}\t{n}\t{n_called}\t{share:.3}\t{}",
            counts.join("\t")
        )?;
        Ok(())
    };
    for theme in plan.themes().filter_map(|one| one.theme) {
        let of =
            |study: &'_ ContrastThemes| study.verdicts.iter().position(|one| one.theme == theme);
        let found = studies.iter().map(|study| {
            of(study)
                .map(|at| &study.verdicts[at])
                .into_iter()
                .collect()
        });
        row(theme, found.collect())?;
    }
    // a whole and an element of a planted theme hold planted genes: both answers are right
    let is_open = |one: &ThemeFinding| {
        plan.themes()
            .filter_map(|planting| planting.theme)
            .any(|theme| {
                one.theme == theme
                    || lies_in(panel, theme, &one.theme)
                    || lies_in(panel, &one.theme, theme)
            })
    };
    let others = studies
        .iter()
        .map(|study| study.verdicts.iter().filter(|one| !is_open(one)).collect());
    row("any theme not planted", others.collect())?;
    say(text.trim_end());
    Ok(text)
}

fn lies_in(panel: &ThemePanel, part: &str, whole: &str) -> bool {
    let above = panel.theme(part).and_then(|theme| theme.part_of.as_deref());
    above.is_some_and(|above| above == whole || lies_in(panel, above, whole))
}

impl Planting {
    fn words(&self) -> String {
        let theme = self.theme.unwrap_or("no theme");
        let term = self.term.map_or(String::new(), |term| format!(" ({term})"));
        let direction = match self.direction {
            Some(direction) => direction.to_string(),
            None => "both ways".to_owned(),
        };
        format!("{theme}{term} {direction}")
    }
}

/// Themes whose number of detectable genes is tried.
const TRIED: [&str; 4] = ["inflammation", "bone", "mineral_iron", "mineral_zinc"];

/// A study in which only unrelated genes change says how many genes of a theme would be called;
/// then so many change.
pub(super) fn detectable(seeds: Seeds) -> anyhow::Result<String> {
    let panel = default_panel(Species::Rat);
    let chip = Chip::of_panel(panel);
    let mut table = "arrays_per_group\ttheme\tn_unrelated\tmean_n_genes\tstated_power\tn_studies\t\
                     n_out_of_reach\tcalled\tshare_called\n"
        .to_owned();
    for size in SIZES
        .into_iter()
        .filter(|&size| seeds.arrays_per_group.is_none_or(|one| one == size))
    {
        for n_unrelated in [0, N_UNRELATED] {
            for theme in TRIED {
                let tried = (seeds.of(N_PLANTED).into_par_iter())
                    .map(|seed| tried(&chip, panel, theme, size, n_unrelated, seed))
                    .collect::<anyhow::Result<Vec<Option<Tried>>>>()?;
                let within: Vec<&Tried> = tried.iter().flatten().collect();
                let n = within.len();
                let mean = within.iter().map(|one| one.n_genes as f64).sum::<f64>() / n as f64;
                let called = within.iter().filter(|one| one.is_called).count();
                let power = within.first().map_or(f64::NAN, |one| one.power);
                let line = format!(
                    "{size}\t{theme}\t{n_unrelated}\t{mean:.1}\t{power}\t{n}\t{}\t{called}\t{:.3}",
                    tried.len() - n,
                    called as f64 / n as f64
                );
                say(&line);
                writeln!(table, "{line}")?;
            }
        }
    }
    Ok(table)
}

/// What came of planting as many genes as are said to be needed.
struct Tried {
    n_genes: usize,
    power: f64,
    is_called: bool,
}

fn tried(
    chip: &Chip,
    panel: &ThemePanel,
    theme: &'static str,
    size: usize,
    n_unrelated: usize,
    seed: u64,
) -> anyhow::Result<Option<Tried>> {
    let unrelated = Planting {
        theme: None,
        term: None,
        n_genes: n_unrelated,
        log_fc: 1.0,
        direction: None,
    };
    let judged = |plantings: &[Planting]| {
        let mut values = noise(chip, panel, 2 * size, 0.0, seed);
        plant(&mut values, chip, panel, plantings, size, seed);
        judged::themes(values, chip, panel)
    };
    let of = |found: ContrastThemes| found.verdicts.into_iter().find(|one| one.theme == theme);
    let before = of(judged(std::slice::from_ref(&unrelated))?);
    let detectable = before.and_then(|one| one.detectable_change);
    let Some((n_genes, power)) = detectable.and_then(|one| Some((one.n_genes?, one.power))) else {
        return Ok(None);
    };
    let after = of(judged(&[unrelated, up(theme, n_genes, 1.0)])?);
    Ok(Some(Tried {
        n_genes,
        power,
        is_called: after.is_some_and(|one| one.verdict.is_change()),
    }))
}
