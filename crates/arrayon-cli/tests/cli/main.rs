//! The command line as scripts meet it: bad input, exit codes, the files that are written.
//! Each test runs the real program in a folder of its own.

mod bad_arrays;
mod bad_chips;
mod bad_descriptions;
mod bad_gene_sets;
mod bad_matrices;
mod bad_outputs;
mod bad_sheets;
mod check;
mod clusters;
mod clusters_refused;
mod constants;
mod contract;
mod convert;
mod determinism;
mod differential;
mod exit_codes;
mod formulas;
mod gene_set_tests;
mod help;
mod inspect;
mod json_files;
mod matrix_study;
mod method_settings;
mod methods;
mod observation_weights;
mod program;
mod simulated_study;
mod stage_reports;
mod theme_panels;
mod trends;
