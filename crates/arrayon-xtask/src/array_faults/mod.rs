//! How often the verdicts on arrays find faults that were put on them, by which metric, and how often
//! they suspect arrays that have none.
//!
//! Writes `array_faults.tsv` (a row for each fault and strength: how often the faulty array is
//! suspected, how often another one is, and by each metric) and `array_false_alarms.tsv` (a row for
//! each kind of clean study, and by each metric).

mod study;

use anyhow::Context;
use arrayon::results::qc::{ArrayQuality, QualityControl, Status};
use arrayon_simulate::Fault;
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use study::{FaultStudy, judge_cdf_study};

#[derive(Args)]
pub(crate) struct ArrayFaults {
    /// Studies in which each fault is put on one array
    #[arg(long, default_value_t = 10)]
    studies: u64,
    /// Studies without faults
    #[arg(long, default_value_t = 200)]
    clean: u64,
    /// First seed: thresholds are tuned on seeds from 100,001, tables are made from 1
    #[arg(long, default_value_t = 1)]
    first_seed: u64,
    /// Folder of real arrays with `samples.csv`, `cel` and a CDF, judged as they are
    #[arg(long)]
    real: Option<PathBuf>,
    /// Folder for the tables
    #[arg(long)]
    out: PathBuf,
}

/// Faults and their strengths, mild to strong.
fn faults() -> Vec<Fault> {
    let of = |kind: fn(f64) -> Fault, strengths: &[f64]| -> Vec<Fault> {
        strengths.iter().map(|&strength| kind(strength)).collect()
    };
    [
        of(Fault::Scratch, &[0.2, 0.4, 0.8]),
        of(Fault::Bubble, &[0.1, 0.2, 0.4]),
        of(Fault::Ring, &[0.3, 0.6, 1.0]),
        of(Fault::EdgeGradient, &[0.3, 0.6, 1.0]),
        of(Fault::Gradient, &[0.3, 0.6, 1.0]),
        vec![Fault::HalfTurn],
        of(Fault::Shuffled, &[0.05, 0.1, 0.2, 0.4, 0.7]),
        of(Fault::DimHybridization, &[0.6, 0.4, 0.2]),
        of(Fault::FailedLabelling, &[0.6, 0.4, 0.2]),
        of(Fault::Saturated, &[4.0, 16.0, 40.0]),
        of(Fault::ThreePrimeBias, &[1.0, 2.0, 3.0]),
    ]
    .concat()
}

/// How often arrays are suspected.
#[derive(Default)]
struct Counts {
    n_studies: usize,
    n_arrays: usize,
    /// Studies in which the faulty array is suspected.
    n_found: usize,
    /// Arrays without a fault that are suspected.
    n_others: usize,
    /// Studies in which any array without a fault is suspected.
    n_studies_with_others: usize,
    /// By metric: the faulty array in studies with a fault, any array in others.
    by_metric: BTreeMap<String, usize>,
}

impl Counts {
    fn add(&mut self, quality: &QualityControl, faulty: Option<&str>) {
        let is_suspected = |array: &&ArrayQuality| array.status >= Status::Warn;
        let is_faulty = |array: &&ArrayQuality| Some(array.sample.as_str()) == faulty;
        let suspected: Vec<&ArrayQuality> = quality.arrays.iter().filter(is_suspected).collect();
        let n_others = suspected.iter().filter(|array| !is_faulty(array)).count();
        self.n_studies += 1;
        self.n_arrays += quality.arrays.len();
        self.n_found += usize::from(suspected.len() > n_others);
        self.n_others += n_others;
        self.n_studies_with_others += usize::from(n_others > 0);
        let counted = suspected
            .iter()
            .filter(|array| faulty.is_none() || is_faulty(array));
        for check in counted.flat_map(|array| &array.checks) {
            let n = self.by_metric.entry(check.metric.clone()).or_default();
            *n += usize::from(check.status >= Status::Warn);
        }
    }

    /// The metrics that suspect anything, the most frequent first, each with its number.
    fn metrics(&self) -> String {
        let mut metrics: Vec<(&str, usize)> = (self.by_metric.iter())
            .filter(|(_, n)| **n > 0)
            .map(|(metric, n)| (metric.as_str(), *n))
            .collect();
        metrics.sort_by_key(|&(metric, n)| (std::cmp::Reverse(n), metric));
        let named = metrics.iter().map(|(metric, n)| format!("{metric} {n}"));
        named.collect::<Vec<_>>().join("; ")
    }
}

impl ArrayFaults {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        std::fs::create_dir_all(&self.out).with_context(|| self.out.display().to_string())?;
        let mut clean = Counts::default();
        let all = faults();
        let mut of_faults: Vec<Counts> = all.iter().map(|_| Counts::default()).collect();
        for at in 0..self.clean.max(self.studies) {
            let seed = self.first_seed + at;
            let study = FaultStudy::new(seed)?;
            if at < self.clean {
                clean.add(&study.judged()?, None);
            }
            if at < self.studies {
                for (fault, counts) in all.iter().zip(&mut of_faults) {
                    let (faulty, quality) = study.with_fault(*fault, seed)?;
                    counts.add(&quality, Some(&faulty));
                }
            }
        }
        let mut table = "fault\tstrength\tn_studies\tn_found\tn_arrays_without_fault\t\
                         n_suspected_without_fault\tfound_by\n"
            .to_owned();
        for (fault, counts) in all.iter().zip(&of_faults) {
            table += &format!(
                "{fault}\t{}\t{}\t{}\t{}\t{}\t{}\n",
                fault.strength(),
                counts.n_studies,
                counts.n_found,
                counts.n_arrays - counts.n_studies,
                counts.n_others,
                counts.metrics()
            );
        }
        write(&self.out.join("array_faults.tsv"), &table)?;
        let mut table =
            "arrays\tn_studies\tn_studies_with_alarm\tn_arrays\tn_suspected\tby\n".to_owned();
        let mut row = |name: &str, counts: &Counts| {
            table += &format!(
                "{name}\t{}\t{}\t{}\t{}\t{}\n",
                counts.n_studies,
                counts.n_studies_with_others,
                counts.n_arrays,
                counts.n_others,
                counts.metrics()
            );
        };
        row("simulated, ten arrays a study", &clean);
        if let Some(folder) = &self.real {
            let mut real = Counts::default();
            real.add(&judge_cdf_study(folder)?, None);
            row("real", &real);
        }
        write(&self.out.join("array_false_alarms.tsv"), &table)
    }
}

fn write(path: &Path, table: &str) -> anyhow::Result<()> {
    std::fs::write(path, table).with_context(|| path.display().to_string())
}
