//! The kinds of result files, in the order of the stages, a file for each stage.

mod cluster;
mod differential;
mod every_stage;
mod export;
mod gene_sets;
mod normalize;

use super::ResultFile;

const NONE: ResultFile = ResultFile {
    stage: "",
    stem: "",
    endings: &[],
    content: "",
    schema: None,
    columns: None,
};

const STAGES: [&[ResultFile]; 6] = [
    every_stage::FILES,
    normalize::FILES,
    differential::FILES,
    cluster::FILES,
    gene_sets::FILES,
    export::FILES,
];

/// Every kind of result file.
pub const RESULT_FILES: &[ResultFile] = &joined::<{ n_files() }>();

const fn n_files() -> usize {
    let (mut n, mut stage) = (0, 0);
    while stage < STAGES.len() {
        n += STAGES[stage].len();
        stage += 1;
    }
    n
}

const fn joined<const N: usize>() -> [ResultFile; N] {
    let mut all = [NONE; N];
    let (mut n, mut stage) = (0, 0);
    while stage < STAGES.len() {
        let mut at = 0;
        while at < STAGES[stage].len() {
            all[n] = STAGES[stage][at];
            n += 1;
            at += 1;
        }
        stage += 1;
    }
    all
}
